import assert from 'node:assert/strict'
import { lossesIn } from '../../src/explain/datagram-sizes.ts'
import type { Family } from '../../src/tape/tape.ts'
import { lostWay, noise, talk, upTo, type Way } from '../support/datagram-tapes.ts'

const sizes = [64, 512, 1200, 1372, 1400, 1452, 1472, 1500, 2048, 4096]
const out = sizes.map(size => noise(size))

function losses(wayOut: Way, { family = 4, transport = 'udp' }: { family?: Family; transport?: 'udp' | 'icmp' } = {}) {
  const [flow] = talk({ out, back: [], wayOut }).flows
  assert.ok(flow)
  const { observation, open } = lossesIn(flow, { family, transport })
  return observation === null ? open : [observation.id, ...observation.notes]
}

describe('explain/datagram-sizes', () => {
  it('calls it a black hole when what fits a packet does not arrive', () => {
    const hole = ['path.black-hole', 'packets of up to 1428 bytes arrived, and none of 1480 bytes and more']
    assert.deepEqual(losses(upTo(1400)), hole)
    assert.deepEqual(losses(upTo(1400), { transport: 'icmp' }), hole)
    assert.deepEqual(losses(upTo(1400), { family: 6 }), [
      'path.black-hole',
      'packets of up to 1448 bytes arrived, and none of 1500 bytes and more',
    ])
  })

  it('calls it lost fragments when all that fits a packet arrives', () => {
    assert.deepEqual(losses(upTo(1472)), [
      'udp.fragments-lost',
      'packets of up to 1500 bytes arrived, and none of 1528 bytes and more, which go in fragments',
    ])
    assert.deepEqual(losses(upTo(1472), { transport: 'icmp' })?.[0], 'icmp.fragments-lost')
    assert.deepEqual(losses(upTo(1452), { family: 6 })?.[0], 'udp.fragments-lost')
    assert.deepEqual(losses(upTo(1452), { family: 4 })?.[0], 'path.black-hole')
  })

  it('is not misled by a small one that is missing too', () => {
    assert.deepEqual(losses(text => (text.length === 64 ? [] : upTo(1472)(text, 0)))?.[0], 'udp.fragments-lost')
  })

  it('leaves open what may be chance', () => {
    assert.equal(losses(upTo(2048)), '1 datagram never arrived (4096 bytes), and others did: that may be chance')
    assert.equal(
      losses(text => (text.length % 100 === 0 && text.length < 1450 ? [] : [text])),
      '2 datagrams never arrived (1200, 1400 bytes), and others did: that may be chance',
    )
  })

  it('says nothing when nothing is missing, or all is', () => {
    assert.equal(
      losses(text => [text]),
      null,
    )
    assert.equal(losses(lostWay), null)
  })
})
