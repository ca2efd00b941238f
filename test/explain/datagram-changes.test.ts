import assert from 'node:assert/strict'
import { changesIn } from '../../src/explain/datagram-changes.ts'
import { heardFrom, noise, type Talk, talk, trimmedTo, type Way } from '../support/datagram-tapes.ts'
import { heard } from '../support/tapes.ts'

const out = [64, 512, 1400, 4096].map(size => noise(size))

function changes(its: Partial<Talk>, flow: 0 | 1 = 0) {
  const comparison = talk({ out, back: [noise(8, 77)], ...its })
  const its2 = comparison.flows[flow]
  assert.ok(its2)
  return changesIn(comparison, its2, its.transport ?? 'udp')
}

function notes(its: Partial<Talk>, flow: 0 | 1 = 0) {
  return changes(its, flow).map(({ id, notes: words }) => [id, ...words])
}

describe('explain/datagram-changes', () => {
  it('finds nothing in what arrived as it was sent', () => {
    assert.deepEqual(changes({}), [])
  })

  it('says what was altered, and shows each datagram', () => {
    const mask: Way = text => [text.length === 512 ? `${text.slice(0, 99)}XXXX${text.slice(103)}` : text]
    const [found] = changes({ wayOut: mask })
    assert.equal(found?.id, 'udp.payload.altered')
    assert.equal(found?.flow, 'dialer-to-answerer')
    assert.deepEqual(found?.notes, ['1 of 4 datagrams', 'at byte 99 bytes were overwritten with "X"'])
    assert.deepEqual(
      found?.traces.map(({ place, sent, heard: came }) => [place, sent.to, came.to]),
      [['datagram 2 (512 bytes)', 512, 512]],
    )
  })

  it('has a name for folded case', () => {
    const fold: Way = text => [text.toLowerCase()]
    assert.deepEqual(notes({ out: ['wWw.ExAmPlE.oRg'], wayOut: fold, transport: 'icmp' }), [
      ['icmp.payload.altered', '1 of 1 datagram', 'letters A-Z were lower-cased'],
    ])
  })

  it('tells the rule behind missing ends', () => {
    assert.deepEqual(notes({ wayOut: trimmedTo(1000) }), [
      ['udp.truncated', '2 of 4 datagrams', 'those over 1000 bytes came with 1000 bytes'],
    ])
    const dnsLike: Way = text => [text.length > 512 ? text.slice(0, 100) : text]
    assert.deepEqual(notes({ wayOut: dnsLike }), [
      ['udp.truncated', '2 of 4 datagrams', 'those over 512 bytes came with 100 bytes'],
    ])
    assert.deepEqual(notes({ wayOut: text => [text.slice(0, -4)] }), [
      ['udp.truncated', '4 of 4 datagrams', 'each lost its last 4 bytes'],
    ])
    const odd: Way = text => [text.slice(0, text.length >> 1)]
    assert.deepEqual(notes({ wayOut: odd }), [['udp.truncated', '4 of 4 datagrams']])
  })

  it('shows what stands round a missing end', () => {
    const [trace] = changes({ wayOut: trimmedTo(1000) })[0]?.traces ?? []
    assert.deepEqual(trace?.sent, { from: 940, to: 1400 })
    assert.deepEqual(trace?.heard, { from: 940, to: 1000 })
    assert.deepEqual(trace?.edits, [{ kind: 'cut', sentAt: 1000, sentBytes: 400, heardAt: 1000, heardBytes: 0 }])
  })

  it('counts copies that are too many', () => {
    const twice: Way = text => [text, text]
    assert.deepEqual(notes({ wayOut: twice }), [['udp.duplicated', '4 copies too many (4 of 4 datagrams)']])
    const [ping = ''] = out
    assert.deepEqual(notes({ transport: 'icmp', back: [], besides: [heard(ping), heard(ping)] }, 1), [
      ['icmp.duplicated', '1 copy too many (1 of 4 datagrams)'],
    ])
  })

  it('tells where answers came from', () => {
    const besides = [heardFrom(noise(8, 77), { address: '198.51.100.7', port: 53 })]
    assert.deepEqual(notes({ wayBack: () => [], besides }, 1), [
      ['udp.source-rewritten', 'answers came from 198.51.100.7 port 53 and not from 192.0.2.1 port 24441'],
    ])
    assert.deepEqual(
      notes(
        { transport: 'icmp', back: [], besides: [heardFrom(out[0] ?? '', { address: '198.51.100.7', port: 0 })] },
        1,
      ),
      [['icmp.source-rewritten', 'answers came from 198.51.100.7 and not from 192.0.2.1']],
    )
  })

  it('tells what nobody sent, and hears no strangers', () => {
    const scan = heardFrom('scan', { address: '203.0.113.1', port: 4444 })
    assert.deepEqual(notes({ besides: [scan, heard('who are you')] }, 1), [
      ['udp.payload.altered', '1 datagram came that nobody sent, such as "who are you"'],
    ])
    assert.deepEqual(notes({ besides: [scan] }, 1), [])
  })
})
