/** The kinds of fault that what is sent can have, by code: what each means and what to do. */
export const bodyFaults: Readonly<Record<string, string>> = {
  invalid_header:
    'The header is missing or holds something else. `detail` says what it takes: `If-Match` a tag with a revision, such as `"r3"`, or the `W/"r3"` that a proxy makes of it.',
  repeated_member:
    'The member stands twice in one object of the body, which is then no JSON to be read in one way only (400 `invalid_body`).',
  required: 'The field has to be given; no value is usual for it.',
  unknown_field: 'There is no field of this name. The nearest one is named.',
  managed_field: 'The server keeps this field. Leave it out.',
  contradiction: 'The value does not go with another of the record, which `detail` names. Either may be the wrong one.',
  fixed_id: 'An id does not change. Merge the record into another instead.',
  id_taken: 'The id belongs to another record. Leave it out, or choose another.',
  name_taken: 'Without an id a record is to be new, but one has its name. Change that one, or give an id of your own.',
  unknown_reference:
    'The record that it names is not there. Make that one first, or take the id that `detail` names, if there is one of that name; else search for it.',
  loop: 'The record would lie within itself.',
  no_evidence:
    'No claim carries the value. Send one in `claims`: with a passage (`source_id`, `paragraph`, `char_start`, `char_end`, `quote`), or `inferred` with a `note`, or stance `assigned` with a `note`.',
  invalid_claim: 'The claim is no evidence: its passage is incomplete or its field is none of its subject.',
  written_by_others:
    'A claim that somebody else has written about the record since it was last changed itself, or a record that they have merged into it: both would go with it, and its revision does not tell. Look at them, and send `If-Match: *` if they may go.',
  changed_since:
    'A record that a merge changed and that somebody has changed since, or taken away. With `leave_changed` it stays as it is.',
  opponents: 'A record that has the two that are to be merged on opposite sides.',
  still_referenced: 'A record that names this one, and the field in which it does.',
}
