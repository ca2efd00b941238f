/** What a middlebox process may be told. */
import assert from 'node:assert/strict'
import { parseOrder } from '../../src/middlebox/order.ts'

const LINK = { listen: { address: '127.0.0.1', port: 0 }, to: { address: '::1', port: 25 }, protocol: 'smtp' }
const ORDER = { device: 'none', links: [{ ...LINK, localAddress: '127.0.0.2' }, LINK], seed: 1 }

describe('middlebox order', () => {
  it('reads an order', () => {
    assert.deepEqual(parseOrder(JSON.stringify(ORDER)), ORDER)
  })

  for (const protocol of ['imap', 'pop3', 'echo'])
    it(`reads a link that speaks ${protocol}`, () => {
      const order = { ...ORDER, links: [{ ...LINK, protocol }] }
      assert.deepEqual(parseOrder(JSON.stringify(order)), order)
    })

  const wrong: readonly (readonly [string, string])[] = [
    ['no JSON', '{'],
    ['nothing', ''],
    ['no links', JSON.stringify({ ...ORDER, links: [] })],
    ['an unknown word', JSON.stringify({ ...ORDER, colour: 'red' })],
    ['a port out of range', JSON.stringify({ ...ORDER, links: [{ ...LINK, to: { address: '::1', port: 65_536 } }] })],
    ['an unknown protocol', JSON.stringify({ ...ORDER, links: [{ ...LINK, protocol: 'ftp' }] })],
  ]
  for (const [title, json] of wrong)
    it(`refuses ${title}`, () => {
      assert.throws(() => parseOrder(json))
    })
})
