import assert from 'node:assert/strict'
import fc from 'fast-check'
import { countPorts, parseRange, portsOf, rangesOf, rangeText } from '../../src/profile/ports.ts'

describe('profile/ports', () => {
  it('reads a port and a range', () => {
    assert.deepEqual(parseRange('25'), { first: 25, last: 25 })
    assert.deepEqual(parseRange(' 10045 - 10049 '), { first: 10045, last: 10049 })
    assert.deepEqual(parseRange('1-65535'), { first: 1, last: 65535 })
  })

  for (const text of ['', '-1', '1-', '25,587', '0x19', '1e3', '+25', '25 587', '٢٥', '0', '65536', '9-8']) {
    it(`takes '${text}' for no port`, () => {
      assert.ok('expected' in parseRange(text))
    })
  }

  it('gives back the ports that were put together, ascending', () => {
    const port = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 65535 }))
    fc.assert(
      fc.property(fc.array(port), ports => {
        const ranges = rangesOf(ports)
        const unique = [...new Set(ports)].sort((a, b) => a - b)
        assert.deepEqual(ranges.flatMap(portsOf), unique)
        assert.equal(countPorts(ranges), unique.length)
        assert.deepEqual(
          ranges.map(it => parseRange(rangeText(it))),
          ranges,
        )
      }),
      { numRuns: 100 },
    )
  })
})
