import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { disconnect, kexInit, packetOf, sshIdentification } from '../../src/probes/ssh.ts'
import type { Step } from '../../src/script/script.ts'

function bytesIn(step: Step): Uint8Array {
  assert.ok(step.kind === 'say')
  return step.bytes
}

/** The payload of one whole packet, which is checked on the way (RFC 4253, 6). */
function payloadOf(packet: Uint8Array): Uint8Array {
  const length = new DataView(packet.buffer, packet.byteOffset).getUint32(0)
  const padding = packet[4] ?? 0
  assert.equal(packet.length, 4 + length)
  assert.equal(packet.length % 8, 0)
  assert.ok(padding >= 4)
  return packet.subarray(5, packet.length - padding)
}

function stringsOf(bytes: Uint8Array): string[] {
  const found: string[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
    found.push(textOf(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return found
}

describe('probes/ssh', () => {
  it('identifies itself in one line of at most 255 bytes', () => {
    const line = textOf(bytesIn(sshIdentification('WORD', 'dialer')))
    assert.match(line, /^SSH-2\.0-[!-,.-~]+ WORD\r\n$/)
    assert.ok(line.length <= 255)
  })

  it('pads packets of any size', () => {
    for (let size = 0; size < 40; size++) assert.equal(payloadOf(packetOf(new Uint8Array(size))).length, size)
  })

  it('offers ten lists in KEXINIT, its own name among the key exchanges', () => {
    const cookie = new Uint8Array(16).fill(7)
    for (const by of ['dialer', 'answerer'] as const) {
      const payload = payloadOf(bytesIn(kexInit(by, 'WORD', cookie)))
      assert.equal(payload[0], 20)
      assert.deepEqual(payload.subarray(1, 17), cookie)
      const lists = stringsOf(payload.subarray(17, -5))
      assert.equal(lists.length, 10)
      assert.ok(lists[0]?.split(',').includes('WORD@probe.example'))
      assert.deepEqual([...payload.subarray(-5)], [0, 0, 0, 0, 0])
    }
  })

  it('leaves politely', () => {
    const payload = payloadOf(bytesIn(disconnect('dialer', 'done')))
    assert.deepEqual([...payload.subarray(0, 5)], [1, 0, 0, 0, 11])
    assert.deepEqual(stringsOf(payload.subarray(5)), ['done', ''])
  })
})
