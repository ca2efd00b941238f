/**
 * Reads pcapng files of one interface and the packets in them, strictly: what is not as the standards have it throws.
 * Written without the writer's code, so that both cannot be wrong in the same way.
 */
import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'

export interface ReadCapture {
  readonly application: string
  readonly comments: readonly string[]
  readonly interfaceName: string
  readonly linkType: number
  readonly packets: readonly ReadPacket[]
}

export interface ReadPacket {
  readonly atUs: number
  readonly direction: 'inbound' | 'outbound'
  readonly bytes: Uint8Array
  readonly originalBytes: number
  readonly comments: readonly string[]
}

/** A packet taken apart. Its checksums are right, unless something of it is missing. */
export interface Dissected {
  readonly transport: 'tcp' | 'udp' | 'icmp'
  readonly family: 4 | 6
  /** Addresses as hex. */
  readonly source: string
  readonly destination: string
  readonly header: DataView
  readonly data: Uint8Array
  readonly missingBytes: number
}

interface Block {
  readonly type: number
  readonly body: Buffer
}

const [SECTION, INTERFACE, PACKET] = [0x0a0d0d0a, 1, 6]
const transports: Readonly<Record<string, Dissected['transport']>> = { 6: 'tcp', 17: 'udp', 1: 'icmp', 58: 'icmp' }

export function readPcapng(pieces: Iterable<Uint8Array>): ReadCapture {
  const [section, description, ...others] = blocksOf(Buffer.concat([...pieces]))
  assert.ok(section !== undefined && description !== undefined, 'a section and an interface')
  assert.deepEqual([section.type, description.type], [SECTION, INTERFACE])
  assert.deepEqual([section.body.readUInt32LE(0), section.body.readUInt32LE(4)], [0x1a2b3c4d, 1])
  assert.equal(section.body.readBigInt64LE(8), -1n)
  const options = optionsOf(section.body.subarray(16))
  return {
    application: options.get(4)?.[0]?.toString('utf8') ?? '',
    comments: textsOf(options.get(1)),
    interfaceName: optionsOf(description.body.subarray(8)).get(2)?.[0]?.toString('utf8') ?? '',
    linkType: description.body.readUInt16LE(0),
    packets: others.map(packetOf),
  }
}

function blocksOf(file: Buffer): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4)
    assert.equal(length % 4, 0, 'a block is whole words')
    assert.equal(file.readUInt32LE(at + length - 4), length, 'both lengths of a block are the same')
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) })
    at += length
  }
  return blocks
}

/** Options by code; they end with the end of options, and nothing follows. */
function optionsOf(bytes: Buffer): ReadonlyMap<number, readonly Buffer[]> {
  const options = new Map<number, Buffer[]>()
  let at = 0
  for (;;) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)]
    const end = at + 4 + Math.ceil(length / 4) * 4
    assert.ok(
      bytes.subarray(at + 4 + length, end).every(byte => byte === 0),
      'padding is zero',
    )
    if (code === 0) {
      assert.deepEqual([length, end], [0, bytes.length])
      return options
    }
    options.set(code, [...(options.get(code) ?? []), bytes.subarray(at + 4, at + 4 + length)])
    at = end
  }
}

/** Strict: text that is no UTF-8 throws. */
function textsOf(values: readonly Buffer[] = []): string[] {
  return values.map(value => new TextDecoder('utf-8', { fatal: true }).decode(value))
}

function packetOf({ type, body }: Block): ReadPacket {
  assert.equal(type, PACKET)
  assert.equal(body.readUInt32LE(0), 0, 'the one interface')
  const [captured, originalBytes] = [body.readUInt32LE(12), body.readUInt32LE(16)]
  const options = optionsOf(body.subarray(20 + Math.ceil(captured / 4) * 4))
  const flags = options.get(2)?.[0]?.readUInt32LE(0)
  assert.ok(flags === 1 || flags === 2, 'a direction')
  return {
    atUs: body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8),
    direction: flags === 1 ? 'inbound' : 'outbound',
    bytes: new Uint8Array(body.subarray(20, 20 + captured)),
    originalBytes,
    comments: textsOf(options.get(1)),
  }
}

/** Takes an IP packet apart and checks every length and checksum that can be checked. */
export function dissect({ bytes, originalBytes }: Pick<ReadPacket, 'bytes' | 'originalBytes'>): Dissected {
  const buffer = Buffer.from(bytes)
  const family = (buffer[0] ?? 0) >> 4 === 4 ? 4 : 6
  const headBytes = family === 4 ? 20 : 40
  if (family === 4) assert.equal(sumOf(buffer.subarray(0, 20)), 0xffff, 'the checksum of the IPv4 header')
  assert.equal(family === 4 ? buffer.readUInt16BE(2) : 40 + buffer.readUInt16BE(4), originalBytes, 'the IP length')
  const protocol = buffer[family === 4 ? 9 : 6] ?? 0
  const transport = transports[protocol]
  assert.ok(transport !== undefined, `protocol ${protocol}`)
  const addresses = buffer.subarray(family === 4 ? 12 : 8, headBytes)
  const segment = buffer.subarray(headBytes)
  const missingBytes = originalBytes - bytes.length
  if (missingBytes === 0) checkSum(segment, { transport, family, protocol, addresses })
  if (transport === 'udp') assert.equal(segment.readUInt16BE(4), segment.length + missingBytes, 'the UDP length')
  const dataAt = transport === 'tcp' ? ((segment[12] ?? 0) >> 4) * 4 : 8
  return {
    transport,
    family,
    source: addresses.subarray(0, addresses.length / 2).toString('hex'),
    destination: addresses.subarray(addresses.length / 2).toString('hex'),
    header: new DataView(bytes.buffer, bytes.byteOffset + headBytes, dataAt),
    data: bytes.subarray(headBytes + dataAt),
    missingBytes,
  }
}

function checkSum(
  segment: Buffer,
  { transport, family, protocol, addresses }: { transport: string; family: 4 | 6; protocol: number; addresses: Buffer },
): void {
  const pseudo = Buffer.alloc(8)
  pseudo.writeUInt32BE(segment.length, 0)
  pseudo.writeUInt32BE(protocol, 4)
  const covered = transport === 'icmp' && family === 4 ? [segment] : [addresses, pseudo, segment]
  assert.equal(sumOf(Buffer.concat(covered)), 0xffff, `the checksum of ${transport}`)
  if (transport === 'udp') assert.notEqual(segment.readUInt16BE(6), 0, 'zero would mean that there is no checksum')
}

/** The one's complement sum, with the carry brought round at once. */
function sumOf(bytes: Buffer): number {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
  let sum = 0
  for (let at = 0; at < even.length; at += 2) {
    sum += even.readUInt16BE(at)
    if (sum > 0xffff) sum -= 0xffff
  }
  return sum
}

const tcpLetters: readonly (readonly [number, string])[] = [
  [2, 'S'],
  [1, 'F'],
  [4, 'R'],
  [8, 'P'],
  [16, 'A'],
]

/** A TCP packet in few words: `> SA 0:1` is SYN, ACK out, sequence 0, acknowledging 1; data follows, quoted. */
export function tcpLine(packet: ReadPacket): string {
  const { header, data, missingBytes } = dissect(packet)
  const letters = tcpLetters.map(([bit, letter]) => (header.getUint8(13) & bit ? letter : '')).join('')
  const arrow = packet.direction === 'outbound' ? '>' : '<'
  const said = `${data.length > 0 ? ` "${textOf(data)}"` : ''}${missingBytes > 0 ? ` +${missingBytes}` : ''}`
  return `${arrow} ${letters} ${header.getUint32(4)}:${header.getUint32(8)}${said}`
}
