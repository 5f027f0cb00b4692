/** The one function we use of edtf, which ships no types: throws if the text is not EDTF (ISO 8601-2). */
declare module 'edtf' {
  export default function edtf(text: string): unknown
}
