import assert from 'node:assert/strict'
import { z } from 'zod'
import { decodeAs, defineMessages, encodeAs, ownEntry, specOf } from '../../src/control/table.ts'

describe('table', () => {
  const schema = z.object({ rows: z.array(z.object({ port: z.number() })) })
  const hex = z.codec(z.string(), z.instanceof(Uint8Array), {
    decode: text => new Uint8Array(Buffer.from(text, 'hex')),
    encode: bytes => Buffer.from(bytes).toString('hex'),
  })

  it('is the value that it was given', () => {
    const table = { requests: {}, notifications: { a: z.null() } }
    assert.equal(defineMessages(table), table)
  })

  it('encodes to the wire side and decodes to the side of the program', () => {
    assert.equal(encodeAs('x', hex, Uint8Array.of(1, 255)), '01ff')
    assert.deepEqual(decodeAs('x', hex, '01ff'), Uint8Array.of(1, 255))
  })

  it('names message, field and guilty', () => {
    const wrong = { rows: [{ port: 1 }, { port: 'two' }] }
    assert.throws(() => decodeAs("params of 'arm'", schema, wrong), {
      message: "the params of 'arm' is wrong: field rows.1.port: Invalid input: expected number, received string",
      guilty: 'peer',
    })
    assert.throws(() => encodeAs("params of 'arm'", schema, wrong), {
      message: /to send is wrong: field rows.1.port/,
      guilty: 'us',
    })
    assert.throws(() => decodeAs('x', schema, null), {
      message: 'the x is wrong: Invalid input: expected object, received null',
    })
  })

  it('finds own entries only', () => {
    assert.equal(ownEntry({ a: 1 }, 'a'), 1)
    assert.equal(ownEntry({ a: 1 }, 'constructor'), undefined)
    assert.equal(specOf({ a: 1 }, 'a'), 1)
    assert.throws(() => specOf({ a: 1 }, 'toString'), { message: /no 'toString'/, guilty: 'us' })
  })
})
