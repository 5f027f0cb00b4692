import t from 'tap'
import { readGiven, toPath, withParameters } from '../../src/http/url.ts'

t.test('names are decoded, values are not', async (t) => {
  t.same(
    [...readGiven('/v1/actors?k%69nd=a%2Cb,c&place+id=x+y')],
    [
      ['kind', 'a%2Cb,c'],
      ['place id', 'x+y'],
    ],
  )
})

t.test('empty pairs are ignored, empty values are not', async (t) => {
  t.same(
    [...readGiven('/?&a=&&b&=&c=1&')],
    [
      ['a', ''],
      ['b', ''],
      ['c', '1'],
    ],
  )
  t.same([...readGiven('/')], [])
  t.same([...readGiven('/?')], [])
})

t.test('a question mark or an equals sign in a value belongs to it', async (t) => {
  t.same([...readGiven('/?a=b=c?d')], [['a', 'b=c?d']])
})

t.test('every name that comes twice is named', async (t) => {
  t.throws(() => readGiven('/?a=1&b=2&a=3&b=4&c=5'), {
    code: 'invalid_query',
    faults: [{ parameter: 'a' }, { parameter: 'b' }],
  })
})

t.test('a parameter is replaced, however it is spelt', async (t) => {
  t.equal(withParameters('/v1/actors?cursor=x&limit=2', { cursor: 'y/z' }), '/v1/actors?limit=2&cursor=y%2Fz')
  t.equal(withParameters('/v1/actors?%63ursor=x', { cursor: 'y' }), '/v1/actors?cursor=y')
  t.equal(withParameters('/v1/actors?cursor=x', { cursor: null }), '/v1/actors')
  t.equal(withParameters('/v1/actors?constructor=x', {}), '/v1/actors?constructor=x')
})

t.test('what would end a link is encoded in it', async (t) => {
  t.equal(withParameters('/v1/actors?q="a"<b>', {}), '/v1/actors?q=%22a%22%3Cb%3E')
})

t.test('a whole address gives its path', async (t) => {
  t.equal(toPath('/v1?x=http://y/z'), '/v1?x=http://y/z')
  t.equal(toPath('http://host:1/v1/actors?limit=1'), '/v1/actors?limit=1')
  t.equal(toPath('http://host'), '/')
  t.equal(toPath('http://host?a=/b'), '/?a=/b')
  t.equal(toPath('*'), '/*')
})
