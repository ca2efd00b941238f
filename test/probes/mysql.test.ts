import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { mysqlGreeting, mysqlLogin, mysqlOk, mysqlQuit, mysqlUse } from '../../src/probes/mysql.ts'
import type { Step } from '../../src/script/script.ts'

/** Sequence number and payload of one whole packet. */
function packetIn(step: Step): { sequence: number; payload: Uint8Array } {
  assert.ok(step.kind === 'say')
  const [low = 0, middle = 0, high = 0, sequence = 0] = step.bytes
  assert.equal(step.bytes.length, 4 + low + (middle << 8) + (high << 16))
  return { sequence, payload: step.bytes.subarray(4) }
}

describe('probes/mysql', () => {
  it('greets with the handshake of version 10', () => {
    const { sequence, payload } = packetIn(mysqlGreeting('ABCDEFGHJK'))
    assert.deepEqual([sequence, payload[0]], [0, 10])
    const version = payload.subarray(1, payload.indexOf(0, 1))
    assert.equal(textOf(version), '8.0.36-ABCDEFGHJK')
    const rest = payload.subarray(1 + version.length + 1)
    // Thread, 8 bytes of challenge, filler, capabilities, charset, status, capabilities, length, 10 bytes reserved.
    assert.equal(textOf(rest.subarray(4, 12)), 'ABCDEFGH')
    assert.deepEqual([rest[12], rest[13], rest[14], rest[18], rest[19], rest[20]], [0, 0x0f, 0xa2, 0x08, 0, 21])
    assert.equal(textOf(rest.subarray(31)), 'JKABCDEFGHJK\0mysql_native_password\0')
  })

  it('logs in with user, proof and database', () => {
    const { sequence, payload } = packetIn(mysqlLogin('USER', 'base', new Uint8Array(20).fill(1)))
    assert.equal(sequence, 1)
    assert.equal(textOf(payload.subarray(32)), `USER\0\x14${'\x01'.repeat(20)}base\0mysql_native_password\0`)
  })

  it('counts on within a command and begins each at 0', () => {
    assert.equal(packetIn(mysqlOk(2)).sequence, 2)
    assert.deepEqual([...packetIn(mysqlOk(1)).payload], [0, 0, 0, 2, 0, 0, 0])
    assert.deepEqual(textOf(packetIn(mysqlUse('base')).payload), '\x02base')
    assert.deepEqual([...packetIn(mysqlQuit()).payload], [1])
  })
})
