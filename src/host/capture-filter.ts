/**
 * The packet filter of a capture, as classic BPF (Linux: Documentation/networking/filter.rst): TCP of one pair of
 * addresses and some ports, and nothing else reaches this program however busy the host is. Pure.
 */

export interface CaptureFilter {
  /** This host's address: 4 bytes (IPv4) or 16 (IPv6). */
  readonly local: Uint8Array
  /** The other end's address, of the same family; null: anybody. */
  readonly peer: Uint8Array | null
  /** This host's ports, TCP. */
  readonly ports: readonly number[]
}

/** One instruction, struct sock_filter. */
interface Instruction {
  readonly code: number
  readonly jumpTrue: number
  readonly jumpFalse: number
  readonly k: number
}

/** linux/filter.h, linux/bpf_common.h. */
const op = {
  loadByte: 0x30,
  loadHalf: 0x28,
  loadWord: 0x20,
  loadHalfX: 0x48,
  headerLengthX: 0xb1,
  setX: 0x01,
  and: 0x54,
  jump: 0x05,
  jumpEqual: 0x15,
  jumpSet: 0x45,
  give: 0x06,
} as const
const INSTRUCTION_BYTES = 8
const WHOLE_PACKET = 0x7fff_ffff
const TCP = 6
const V6_HEADER_BYTES = 40
const FRAGMENT_OFFSET = 0x1fff
/** Instructions of `leaveUnless`. */
const COMPARE_STEPS = 3

interface Layout {
  readonly version: number
  readonly protocolAt: number
  readonly sourceAt: number
  readonly targetAt: number
}

const v4: Layout = { version: 4, protocolAt: 9, sourceAt: 12, targetAt: 16 }
const v6: Layout = { version: 6, protocolAt: 6, sourceAt: 8, targetAt: 24 }

/**
 * The program as the kernel takes it, in this machine's byte order. Packets begin with the network header. An outgoing
 * packet has the port as source, an incoming one as destination; packets with IPv6 extension headers are not taken.
 */
export function captureProgram(filter: CaptureFilter, order: 'LE' | 'BE'): Uint8Array {
  const layout = filter.local.length === 4 ? v4 : v6
  const program = [...head(layout), ...oneWay(filter, layout, 'out'), ...oneWay(filter, layout, 'in'), give(0)]
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES)
  const view = new DataView(bytes.buffer)
  program.forEach(({ code, jumpTrue, jumpFalse, k }, index) => {
    const at = index * INSTRUCTION_BYTES
    view.setUint16(at, code, order === 'LE')
    view.setUint8(at + 2, jumpTrue)
    view.setUint8(at + 3, jumpFalse)
    view.setUint32(at + 4, k, order === 'LE')
  })
  return bytes
}

/** Version, protocol, no later fragment; X becomes where the TCP header begins. */
function head(layout: Layout): readonly Instruction[] {
  const isV4 = layout.version === 4
  return [
    step(op.loadByte, 0),
    step(op.and, 0xf0),
    ...require(layout.version << 4),
    step(op.loadByte, layout.protocolAt),
    ...require(TCP),
    ...(isV4
      ? [step(op.loadHalf, 6), { code: op.jumpSet, jumpTrue: 0, jumpFalse: 1, k: FRAGMENT_OFFSET }, give(0)]
      : []),
    isV4 ? step(op.headerLengthX, 0) : step(op.setX, V6_HEADER_BYTES),
  ]
}

/** Gives the packet when it goes that way; else goes on behind. */
function oneWay({ local, peer, ports }: CaptureFilter, layout: Layout, way: 'out' | 'in'): readonly Instruction[] {
  const [localAt, peerAt, portAt] =
    way === 'out' ? [layout.sourceAt, layout.targetAt, 0] : [layout.targetAt, layout.sourceAt, 2]
  const compares = [...wordsAt(local, localAt), ...(peer === null ? [] : wordsAt(peer, peerAt))]
  const matches = ports.flatMap(port => [
    { code: op.jumpEqual, jumpTrue: 0, jumpFalse: 1, k: port },
    give(WHOLE_PACKET),
  ])
  const behind = 1 + matches.length
  return [
    ...compares.flatMap(({ at, word }, index) =>
      leaveUnless(at, word, (compares.length - 1 - index) * COMPARE_STEPS + behind),
    ),
    step(op.loadHalfX, portAt),
    ...matches,
  ]
}

/** A conditional jump reaches 255 instructions, `ja` any: skips `count` instructions unless the word is equal. */
function leaveUnless(at: number, word: number, count: number): readonly Instruction[] {
  return [step(op.loadWord, at), { code: op.jumpEqual, jumpTrue: 1, jumpFalse: 0, k: word }, step(op.jump, count)]
}

function wordsAt(address: Uint8Array, at: number): readonly { readonly at: number; readonly word: number }[] {
  const view = new DataView(address.buffer, address.byteOffset, address.byteLength)
  return Array.from({ length: address.length / 4 }, (_, index) => ({
    at: at + 4 * index,
    word: view.getUint32(4 * index),
  }))
}

function require(value: number): readonly Instruction[] {
  return [{ code: op.jumpEqual, jumpTrue: 1, jumpFalse: 0, k: value }, give(0)]
}

function step(code: number, k: number): Instruction {
  return { code, jumpTrue: 0, jumpFalse: 0, k }
}

function give(bytes: number): Instruction {
  return step(op.give, bytes)
}
