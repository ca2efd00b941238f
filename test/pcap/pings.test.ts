import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { createPingNumbers } from '../../src/pcap/pings.ts'

describe('pcap/pings', () => {
  const numbers = () => {
    const { request, reply } = createPingNumbers()
    return { ask: (text: string) => request(bytesOf(text)), answer: (text: string) => reply(bytesOf(text)) }
  }

  it('numbers requests, and gives a reply the number of the request with its data', () => {
    const { ask, answer } = numbers()
    assert.deepEqual([ask('a'), ask('b'), answer('b'), answer('a')], [1, 2, 2, 1])
  })

  it('gives the answers of one data that was asked twice to one after the other', () => {
    const { ask, answer } = numbers()
    assert.deepEqual([ask('a'), ask('a'), answer('a'), answer('a'), answer('a')], [1, 2, 1, 2, 1])
  })

  it('takes a reply with changed data for the oldest open request', () => {
    const { ask, answer } = numbers()
    assert.deepEqual([ask('a'), ask('b'), answer('a'), answer('x')], [1, 2, 1, 2])
  })

  it('has a number for a reply that nobody asked for', () => {
    const { ask, answer } = numbers()
    assert.deepEqual([answer('x'), ask('a'), answer('a'), answer('x')], [0, 1, 1, 1])
  })
})
