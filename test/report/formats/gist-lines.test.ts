import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Gist, gistOf } from '../../../src/report/formats/gist.ts'
import { askLines, factLines } from '../../../src/report/formats/gist-lines.ts'
import { painter } from '../../../src/report/style.ts'
import { hostileReport } from '../hostile.ts'

const spot = { long: 'incoming TCP 25 smtp (IPv4)', short: 'incoming TCP 1 port (IPv4)' }
const gist: Gist = {
  what: ['A line was removed.', 'A line was added.'],
  where: spot,
  device: 'Example Proxy (proved)',
  side: 'not proved',
  asks: [{ text: 'Ask for it:\n  no inspect', where: null }],
}
const plain = { columns: 80, paint: painter(false) }

describe('report/formats/gist-lines', () => {
  it('has a line for each fact, and what to do under a title', () => {
    assert.deepEqual(factLines(gist, plain), [
      '  what:   A line was removed. A line was added.',
      '  where:  incoming TCP 25 smtp (IPv4)',
      '  device: Example Proxy (proved)',
      '  side:   not proved',
    ])
    assert.deepEqual(askLines(gist, plain), ['What to do', '  - Ask for it:', '      no inspect'])
  })

  it('leaves out what there is not', () => {
    assert.doesNotMatch(factLines({ ...gist, device: null }, plain).join('\n'), /device/)
    assert.deepEqual(askLines({ ...gist, asks: [] }, plain), [])
  })

  it('says for which rows something is meant', () => {
    const asks = [{ text: 'Open it.', where: spot }]
    assert.equal(askLines({ ...gist, asks }, plain)[1], '  - incoming TCP 25 smtp (IPv4): Open it.')
  })

  it('takes the short form of a place that is long, and cuts what is too long for a screen', () => {
    const long = Array.from({ length: 90 }, (_, at) => `${at} name`).join(', ')
    assert.match(factLines({ ...gist, where: { long, short: '90 ports' } }, plain)[1] ?? '', /^ {2}where: {2}90 ports$/)
    const lines = factLines({ ...gist, what: [long], device: long, side: long, where: { long, short: long } }, plain)
    assert.equal(lines.length, 10)
    assert.equal(lines.filter(line => line.endsWith(' ... (more below)')).length, 4)
  })

  it('paints titles only', () => {
    const canvas = { columns: 80, paint: painter(true) }
    assert.match(factLines(gist, canvas)[0] ?? '', /^\x1b\[1m {2}what: {3}\x1b\[22mA line/)
    assert.equal(askLines(gist, canvas)[0], '\x1b[1mWhat to do\x1b[22m')
  })

  it('is bounded whatever the report holds: 10 lines of facts, 9 of what to do, none wider than the terminal', () => {
    fc.assert(
      fc.property(hostileReport, fc.integer({ min: 60, max: 160 }), (report, columns) => {
        const its = gistOf({ ...report, verdict: 'faulty' })
        const canvas = { columns, paint: painter(false) }
        const [facts, asks] = its === null ? [[], []] : [factLines(its, canvas), askLines(its, canvas)]
        assert.ok(facts.length <= 10 && asks.length <= 9)
        for (const line of [...facts, ...asks]) assert.ok([...line].length <= columns && !/\p{C}/u.test(line), line)
      }),
    )
  })
})
