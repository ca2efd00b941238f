import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, escapeBytes } from '../../src/bytes.ts'
import { marksOf, mergedMarks, sizeOfEvent } from '../../src/page/locate.ts'
import { heard, mark, sent, tapeOf, tlsOpened } from '../support/tapes.ts'
import { asaTapes, evidence } from './samples.ts'

describe('page/locate', () => {
  const [client, responder] = asaTapes()

  it('finds the changed bytes on both tapes', () => {
    assert.deepEqual([...marksOf(responder, evidence, 'sent')], [[3, [{ from: 35, to: 43 }]]])
    assert.deepEqual([...marksOf(client, evidence, 'heard')], [[3, [{ from: 35, to: 43 }]]])
  })

  it('says nothing where the tape holds other bytes', () => {
    assert.equal(marksOf(responder, { ...evidence, sent: '250-SOMETHING\\r\\n' }, 'sent').size, 0)
  })

  it('finds them however the flow came in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 9 }),
        fc.nat(),
        (parts, seed) => {
          const whole = Buffer.concat(parts)
          const from = seed % whole.length
          const piece = {
            ...evidence,
            sent: escapeBytes(whole.subarray(from)),
            heard: '',
            offsets: { sent: from, heard: 0 },
            edits: [{ kind: 'cut' as const, sentAt: from, sentBytes: whole.length - from, heardAt: 0, heardBytes: 0 }],
          }
          const tape = tapeOf(
            'answerer',
            parts.map(part => sent(Buffer.from(part).toString('latin1'))),
          )
          const marks = marksOf(tape, piece, 'sent')
          const found = [...marks].flatMap(([event, ranges]) =>
            ranges.map(range => parts[event]?.subarray(range.from, range.to) ?? bytesOf('')),
          )
          assert.deepEqual(Buffer.concat(found), whole.subarray(from))
        },
      ),
    )
  })

  it('marks the place of what is missing, also behind the last byte', () => {
    const piece = {
      ...evidence,
      sent: 'cd',
      heard: '',
      offsets: { sent: 2, heard: 2 },
      edits: [{ kind: 'cut' as const, sentAt: 2, sentBytes: 2, heardAt: 2, heardBytes: 0 }],
    }
    assert.deepEqual(
      [...marksOf(tapeOf('dialer', [heard('a'), heard('b')]), piece, 'heard')],
      [[1, [{ from: 1, to: 1 }]]],
    )
  })

  it('finds a datagram by its bytes', () => {
    const tape = tapeOf('answerer', [sent('one'), sent('two')], { head: { transport: 'udp' } })
    const edits = [{ kind: 'replaced' as const, sentAt: 0, sentBytes: 1, heardAt: 0, heardBytes: 1 }]
    const piece = { ...evidence, sent: 'two', heard: 'Two', offsets: { sent: 0, heard: 0 }, edits }
    assert.deepEqual([...marksOf(tape, piece, 'sent')], [[1, [{ from: 0, to: 1 }]]])
  })

  it('points to the line on TLS for what is in no flow', () => {
    const piece = {
      ...evidence,
      layer: 'tls' as const,
      sent: 'certificate ab',
      heard: 'certificate cd',
      offsets: { sent: 0, heard: 0 },
    }
    const tape = tapeOf('answerer', [mark('tls-begin'), tlsOpened(), sent('220 hello\r\n', 'tls')])
    assert.deepEqual([...marksOf(tape, piece, 'sent')], [[1, []]])
  })

  it('puts marks of several findings together, in order', () => {
    const merged = mergedMarks([
      new Map([[1, [{ from: 5, to: 6 }]]]),
      new Map([
        [1, [{ from: 2, to: 3 }]],
        [4, []],
      ]),
    ])
    assert.deepEqual(
      [...merged],
      [
        [
          1,
          [
            { from: 2, to: 3 },
            { from: 5, to: 6 },
          ],
        ],
        [4, []],
      ],
    )
  })

  it('counts bytes that are not told', () => {
    const withheld = { bytes: 40, sha256: 'aa' }
    assert.equal(sizeOfEvent({ kind: 'sent', atMs: 0, layer: 'wire', bytes: bytesOf(''), withheld }), 40)
    assert.equal(sizeOfEvent({ kind: 'fin-sent', atMs: 0 }), 0)
  })
})
