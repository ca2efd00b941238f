import assert from 'node:assert/strict'
import { readDatagrams } from '../../src/explain/datagrams.ts'
import { lostWay, noise, type Talk, talk, trimmedTo, unanswered, upTo } from '../support/datagram-tapes.ts'
import { heard } from '../support/tapes.ts'

const sizes = [64, 1, 17, 256, 512, 1200, 1372, 1400, 1452, 1472, 1500, 2048, 4096]
const out = sizes.map(size => noise(size))
/** Three tries of each. */
const thrice = [...out, ...out, ...out]
const back = sizes.map(size => noise(8, 5000 + size))

function read(its: Talk) {
  const { observations, open } = readDatagrams(talk(its), { transport: its.transport ?? 'udp' })
  return { found: observations.map(({ id, flow, notes }) => [id, flow, ...notes]), open }
}

describe('explain/datagrams', () => {
  it('finds nothing on a clean path, nor in losses and disorder that the retries made good', () => {
    assert.deepEqual(read({ out, back }), { found: [], open: null })
    const lossy = { wayOut: (text: string, at: number) => (at % 4 === 1 ? [] : [text]), wayBack: upTo(8) }
    assert.deepEqual(read({ out: thrice, back, ...lossy }), { found: [], open: null })
    assert.deepEqual(read({ out: [...out].reverse(), back }), { found: [], open: null })
  })

  it('tells answers that were lost from questions that were', () => {
    assert.deepEqual(read({ out: out.slice(0, 1), back: back.slice(0, 1), wayBack: lostWay, ending: unanswered }), {
      found: [['udp.lost-back', null, 'the far end heard 1 datagram and sent 1 back, and none came']],
      open: null,
    })
    const icmp = { transport: 'icmp', wayBack: lostWay, ending: unanswered } as const
    assert.deepEqual(read({ out: out.slice(0, 2), back: [], ...icmp }).found, [
      ['icmp.lost-back', null, 'the far end heard 2 datagrams and sent 2 back, and none came'],
    ])
  })

  it('tells an answer that the far end did not give', () => {
    const besides = [heard('somebody else')]
    const { found, open } = read({ out: out.slice(0, 1), back: [], besides, ending: unanswered })
    assert.deepEqual(found, [
      ['udp.intercepted', null, 'the far end heard 1 datagram and answered none, and an answer came'],
    ])
    assert.equal(open, null)
  })

  it('finds a black hole only where not all was answered', () => {
    const { found, open } = read({ out: thrice, back, wayOut: upTo(1372), ending: unanswered })
    assert.deepEqual(found, [
      ['path.black-hole', 'dialer-to-answerer', 'packets of up to 1400 bytes arrived, and none of 1428 bytes and more'],
    ])
    assert.equal(open, null)
  })

  it('leaves open what may be chance, and what did not come to its end', () => {
    const one = (text: string) => (text.length === 512 ? [] : [text])
    assert.deepEqual(read({ out: thrice, back, wayOut: one, ending: unanswered }), {
      found: [],
      open: '1 datagram never arrived (512 bytes), and others did: that may be chance',
    })
    assert.deepEqual(
      read({ out, back, ending: unanswered }).open,
      'the conversation was not played to its end (dialer: idle, unfinished)',
    )
  })

  it('says that a run was broken off, whatever else it shows', () => {
    const aborted = { kind: 'aborted', script: 'unfinished' } as const
    const { found, open } = read({ out, back, wayOut: trimmedTo(512), ending: aborted })
    assert.deepEqual(
      found.map(([id]) => id),
      ['udp.truncated'],
    )
    assert.equal(open, 'the run was broken off')
  })
})
