import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeIcmp, plainAddress } from '../../src/wire/icmp-packet.ts'

/** Headers from 192.0.2.1 to 203.0.113.9, and from 2001:db8:1::1 to 2001:db8:3::2, as hex. */
const ipv4 = (protocol = 1, fragment = '0000') => `45000020 0000 ${fragment}40${hex(protocol)}0000 c0000201 cb007109`
const ipv6 = (next: number) =>
  `60000000 0008${hex(next)}40 20010db8000100000000000000000001 20010db8000300000000000000000002`
const echo = (type: number) => `${hex(type)}00abcd12340005`

describe('icmp-packet', () => {
  it('reads an echo request and a reply of IPv4, behind an IP header of any length', () => {
    const data = '0102030405'
    const asked = { kind: 'request', id: 0x1234, sequence: 5, data: bytes(data), destination: '203.0.113.9' }
    assert.deepEqual(decodeIcmp(4, bytes(`${ipv4()}${echo(8)}${data}`)), asked)
    assert.deepEqual(decodeIcmp(4, bytes(`${ipv4()}${echo(0)}${data}`)), { ...asked, kind: 'reply' })
    const withOptions = `46${ipv4().slice(2)}01010101${echo(8)}${data}`
    assert.deepEqual(decodeIcmp(4, bytes(withOptions)), asked)
  })

  it('reads an echo request and a reply of IPv6, which come without a header', () => {
    const asked = { kind: 'request', id: 0x1234, sequence: 5, data: bytes('ff'), destination: null }
    assert.deepEqual(decodeIcmp(6, bytes(`${echo(128)}ff`)), asked)
    assert.deepEqual(decodeIcmp(6, bytes(`${echo(129)}ff`)), { ...asked, kind: 'reply' })
  })

  it('gives copies: the socket uses its buffer again', () => {
    const packet = bytes(`${echo(129)}0102`)
    const message = decodeIcmp(6, packet)
    packet.fill(0)
    assert.ok(message?.kind === 'reply')
    assert.deepEqual(message.data, bytes('0102'))
  })

  const quoted = { id: 0x1234, sequence: 5, destination: '203.0.113.9' }
  const errors4: readonly (readonly [title: string, head: string, message: object])[] = [
    ['net unreachable', '0300000000000000', { kind: 'unreachable', code: 'ENETUNREACH', quoted }],
    ['host unreachable', '0301000000000000', { kind: 'unreachable', code: 'EHOSTUNREACH', quoted }],
    ['prohibited', '030d000000000000', { kind: 'unreachable', code: 'EACCES', quoted }],
    ['fragmentation needed', '0304000000000578', { kind: 'too-big', mtuBytes: 1400, quoted }],
    ['time exceeded', '0b00000000000000', { kind: 'unreachable', code: 'EHOSTUNREACH', quoted }],
  ]
  for (const [title, head, message] of errors4) {
    it(`reads ${title} of IPv4 with the request that it quotes`, () => {
      assert.deepEqual(decodeIcmp(4, bytes(`${ipv4()}${head}${ipv4()}${echo(8)}`)), message)
    })
  }

  const quoted6 = { ...quoted, destination: '2001:db8:3::2' }
  it('reads the errors of IPv6, also when they quote a first fragment', () => {
    const prohibited = { kind: 'unreachable', code: 'EACCES', quoted: quoted6 }
    assert.deepEqual(decodeIcmp(6, bytes(`0101000000000000${ipv6(58)}${echo(128)}`)), prohibited)
    const tooBig = { kind: 'too-big', mtuBytes: 1280, quoted: quoted6 }
    assert.deepEqual(decodeIcmp(6, bytes(`0200000000000500${ipv6(58)}${echo(128)}`)), tooBig)
    const firstFragment = `${ipv6(44)}3a00000100000001${echo(128)}`
    assert.deepEqual(decodeIcmp(6, bytes(`0200000000000500${firstFragment}`)), tooBig)
  })

  it('reads nothing from a later fragment, another protocol, a redirect, or an error about a reply', () => {
    const later6 = `0200000000000500${ipv6(44)}3a00010100000001${echo(128)}`
    assert.equal(decodeIcmp(6, bytes(later6)), null)
    const unreachable = '0301000000000000'
    for (const packet of [
      `${ipv4()}${unreachable}${ipv4(1, '00b9')}${echo(8)}`,
      `${ipv4()}${unreachable}${ipv4(17)}${echo(8)}`,
      `${ipv4()}${unreachable}${ipv4()}${echo(0)}`,
      `${ipv4()}0500000000000000${ipv4()}${echo(8)}`,
    ]) {
      assert.equal(decodeIcmp(4, bytes(packet)), null)
    }
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(4, 6), fc.uint8Array({ maxLength: 120 }), (family, packet) => {
        for (const first of [packet[0] ?? 0, 0x45, 1, 2, 3]) {
          packet.set(packet.length === 0 ? [] : [first])
          const message = decodeIcmp(family, packet)
          assert.ok(message === null || message.kind.length > 0)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('spells an address in one way', () => {
    assert.equal(plainAddress('2001:DB8:0:0::1'), '2001:db8::1')
    assert.equal(plainAddress('fe80::1%eth0'), 'fe80::1')
    assert.equal(plainAddress('192.0.2.1'), '192.0.2.1')
    assert.equal(plainAddress('nobody'), 'nobody')
  })
})

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}
