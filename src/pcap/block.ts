/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng): section header, interface description, enhanced packet.
 * Little-endian. Knows what a block is and nothing of what is inside a packet.
 */
import { concat } from '../bytes.ts'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
/** The length of a section that was not counted beforehand: -1 in 64 bits. */
const UNKNOWN_LENGTH = [0xffffffff, 0xffffffff]

const optionCodes = { comment: 1, interfaceName: 2, packetFlags: 2, application: 4 }
/** Direction bits of epb_flags. */
const flags = { inbound: 1, outbound: 2 }

/** A packet begins with its IP header, version 4 or 6. */
const LINK_TYPE_RAW = 101
/** An option's length stands in 16 bits. */
const LONGEST_OPTION_BYTES = 0xffff
const TWO_TO_32 = 2 ** 32

interface Option {
  readonly code: number
  readonly value: Uint8Array
}

export interface CapturedPacket {
  /** Microseconds since 1970, at most 2^53 - 1. */
  readonly atUs: number
  readonly direction: 'inbound' | 'outbound'
  /** What the file holds of the packet. */
  readonly bytes: Uint8Array
  /** How long the packet is; more than `bytes` when its end is not in the file. */
  readonly originalBytes: number
  readonly comments: readonly string[]
}

/** Section Header Block: begins the file. `application` names the program that wrote it. */
export function sectionHeader(application: string, comments: readonly string[]): Uint8Array {
  const versionOneZero = new Uint8Array([1, 0, 0, 0])
  const body = [words([BYTE_ORDER_MAGIC]), versionOneZero, words(UNKNOWN_LENGTH)]
  return block(SECTION_HEADER, body, [...comments.map(commentOf), textOption(optionCodes.application, application)])
}

/** Interface Description Block: raw IP packets, no limit of their length, times in microseconds (which is the default). */
export function interfaceDescription(name: string): Uint8Array {
  const body = words([LINK_TYPE_RAW, 0])
  return block(INTERFACE_DESCRIPTION, [body], [textOption(optionCodes.interfaceName, name)])
}

/** Enhanced Packet Block on the one interface, with its direction and its comments. */
export function enhancedPacket(packet: CapturedPacket): Uint8Array {
  const { atUs, bytes, originalBytes, direction, comments } = packet
  const head = words([0, Math.floor(atUs / TWO_TO_32), atUs % TWO_TO_32, bytes.length, originalBytes])
  const way = { code: optionCodes.packetFlags, value: words([flags[direction]]) }
  return block(ENHANCED_PACKET, [head, padded(bytes)], [...comments.map(commentOf), way])
}

/** All parts are whole 32-bit words. */
function block(type: number, body: readonly Uint8Array[], options: readonly Option[]): Uint8Array {
  const inner = [...body, ...options.flatMap(optionParts), words([0])]
  const length = words([12 + inner.reduce((sum, part) => sum + part.length, 0)])
  return concat([words([type]), length, ...inner, length])
}

function optionParts({ code, value }: Option): readonly Uint8Array[] {
  return [new Uint8Array([code & 255, code >> 8, value.length & 255, value.length >> 8]), padded(value)]
}

function commentOf(text: string): Option {
  return textOption(optionCodes.comment, text)
}

function textOption(code: number, text: string): Option {
  return { code, value: utf8Within(text, LONGEST_OPTION_BYTES) }
}

/** UTF-8 of a text, ended before the first character that does not fit: never half a character. */
function utf8Within(text: string, mostBytes: number): Uint8Array {
  const room = new Uint8Array(Math.min(mostBytes, text.length * 3))
  return room.subarray(0, new TextEncoder().encodeInto(text, room).written)
}

function words(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value, true)
  return new Uint8Array(view.buffer)
}

function padded(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 4 === 0) return bytes
  const whole = new Uint8Array(bytes.length + 4 - (bytes.length % 4))
  whole.set(bytes)
  return whole
}
