/**
 * DNS messages: questions with EDNS, and answers of addresses and text (RFC 1035, RFC 6891). Knows nothing of how they
 * travel.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Random } from '../plan/random.ts'

export const TYPE_A = 1
export const TYPE_TXT = 16
const TYPE_OPT = 41
const CLASS_IN = 1
/** The largest answer that either end takes, bytes (RFC 6891, 6.2.5). */
const UDP_PAYLOAD_BYTES = 4096
const TTL_SECONDS = 300
/** Recursion wished; and in the answer besides: it is one, and it is authoritative (RFC 1035, 4.1.1). */
const QUERY_FLAGS = 0x0100
const ANSWER_FLAGS = 0x8500
const HEADER_BYTES = 12
/** A name that stands at the first question's place, right behind the header (RFC 1035, 4.1.4). */
const POINTER_TO_QUESTION = 0xc000 | HEADER_BYTES
/** The longest string of a TXT record, bytes. */
const STRING_LIMIT = 255

export interface Question {
  readonly id: number
  /** Labels joined with dots, in the case that goes over the wire. */
  readonly name: string
  readonly type: number
}

/** A query with an EDNS record. */
export function queryOf(question: Question): Uint8Array {
  return messageOf(question, QUERY_FLAGS, [])
}

/** The authoritative answer; `data` is one record each, of the type that was asked for. */
export function answerOf(question: Question, data: readonly Uint8Array[]): Uint8Array {
  return messageOf(question, ANSWER_FLAGS, data)
}

function messageOf({ id, name, type }: Question, flags: number, data: readonly Uint8Array[]): Uint8Array {
  const header = words([id, flags, 1, data.length, 0, 1])
  const question = concat([nameOf(name), words([type, CLASS_IN])])
  const records = data.map(its =>
    concat([words([POINTER_TO_QUESTION, type, CLASS_IN, 0, TTL_SECONDS, its.length]), its]),
  )
  const edns = concat([Uint8Array.of(0), words([TYPE_OPT, UDP_PAYLOAD_BYTES, 0, 0, 0])])
  return concat([header, question, ...records, edns])
}

/** The data of address records: addresses of documentation, each once (RFC 5737). */
export function addresses(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => Uint8Array.of(198, 51, 100, at + 1))
}

/** The data of a text record; longer text is cut into strings. */
export function textRecord(text: string): Uint8Array {
  const strings = Array.from({ length: Math.ceil(text.length / STRING_LIMIT) }, (_, at) =>
    text.slice(at * STRING_LIMIT, (at + 1) * STRING_LIMIT),
  )
  return concat(strings.flatMap(its => [Uint8Array.of(its.length), bytesOf(its)]))
}

/** The same letters in seeded case, as resolvers ask to be sure of the answer (FACTS 1d, 0x20). */
export function mixedCase(text: string, random: Random): string {
  return Array.from(text, letter => (random.below(2) === 0 ? letter.toLowerCase() : letter.toUpperCase())).join('')
}

function nameOf(name: string): Uint8Array {
  const labels = name.split('.').flatMap(label => [Uint8Array.of(label.length), bytesOf(label)])
  return concat([...labels, Uint8Array.of(0)])
}

/** 16-bit numbers, the high byte first. */
function words(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap(value => [value >>> 8, value & 0xff]))
}
