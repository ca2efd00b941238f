import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { ControlError } from '../../src/control/errors.ts'
import { createDeframer, frame } from '../../src/control/frames.ts'

describe('frames', () => {
  it('gives back any bodies, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 80 }), (bodies, sizeBytes) => {
        const wire = concat(bodies.map(body => frame(body)))
        const deframer = createDeframer()
        const got: Uint8Array[] = []
        for (let at = 0; at < wire.length; at += sizeBytes)
          got.push(...deframer.push(wire.subarray(at, at + sizeBytes)))
        assert.deepEqual(got.map(textOf), bodies.map(textOf))
        assert.equal(deframer.isBetween(), true)
      }),
    )
  })

  it('knows when it is in the middle of a message', () => {
    const deframer = createDeframer()
    assert.deepEqual(deframer.push(bytesOf('Con')), [])
    assert.equal(deframer.isBetween(), false)
    assert.deepEqual(deframer.push(bytesOf('tent-Length: 2\r\n\r\n')), [])
    assert.equal(deframer.isBetween(), false)
    assert.deepEqual(deframer.push(bytesOf('ok')), [bytesOf('ok')])
    assert.equal(deframer.isBetween(), true)
  })

  it('takes the other header field, in any order and case', () => {
    const header = 'content-type: application/json\r\nCONTENT-LENGTH:2\r\n\r\n'
    assert.deepEqual(createDeframer().push(bytesOf(`${header}ok`)), [bytesOf('ok')])
  })

  const wrongs: readonly (readonly [string, RegExp])[] = [
    ['Content-Length: 11\r\n\r\n', /11 bytes is over the limit of 10/],
    ['Content-Length: 99999999999999999999\r\n\r\n', /gives no Content-Length/],
    ['Content-Length: -1\r\n\r\n', /gives no Content-Length/],
    ['Content-Length: 1x\r\n\r\n', /gives no Content-Length/],
    ['x'.repeat(512), /header does not end/],
  ]
  for (const [bytes, message] of wrongs) {
    it(`refuses ${bytes.slice(0, 30).trim()}`, () => {
      assert.throws(() => createDeframer(10).push(bytesOf(bytes)), { message, guilty: 'peer' })
    })
  }

  it('does not frame what is over the limit', () => {
    assert.throws(() => frame(new Uint8Array(11), 10), { message: /11 bytes is over the limit of 10/, guilty: 'us' })
  })

  it('takes any bytes: bodies or a ControlError', () => {
    const near = fc
      .array(fc.constantFrom('Content-Length: ', '1', '\r\n', '\r\n\r\n', 'x', '{}'))
      .map(parts => bytesOf(parts.join('')))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), near), bytes => {
        try {
          createDeframer(100).push(bytes)
        } catch (error) {
          assert(error instanceof ControlError)
        }
      }),
    )
  })
})
