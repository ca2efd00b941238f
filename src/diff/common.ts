/**
 * How far two stretches agree from their beginning and from their end. By far most bytes of most flows are equal, so
 * this is where the time goes: whole blocks are compared natively, and only the block that differs byte by byte.
 */
import { endOf, type Flows, type Span, shrink } from './span.ts'

/** Small enough that looking for the difference inside costs nothing, big enough that 64 MiB are 4096 native calls. */
const BLOCK_BYTES = 16 * 1024

/** The number of equal bytes at the beginning of both sides of `span`. */
export function commonPrefixBytes(flows: Flows, span: Span): number {
  const { sent, heard } = flows
  const { sentAt, heardAt } = span
  const most = Math.min(span.sentBytes, span.heardBytes)
  let equal = 0
  while (equal + BLOCK_BYTES <= most && sameBlock(flows, sentAt + equal, heardAt + equal)) equal += BLOCK_BYTES
  while (equal < most && sent[sentAt + equal] === heard[heardAt + equal]) equal += 1
  return equal
}

/** The number of equal bytes at the end of both sides of `span`. */
export function commonSuffixBytes(flows: Flows, span: Span): number {
  const { sent, heard } = flows
  const end = endOf(span)
  const most = Math.min(span.sentBytes, span.heardBytes)
  let equal = BLOCK_BYTES
  while (equal <= most && sameBlock(flows, end.sent - equal, end.heard - equal)) equal += BLOCK_BYTES
  equal -= BLOCK_BYTES
  while (equal < most && sent[end.sent - equal - 1] === heard[end.heard - equal - 1]) equal += 1
  return equal
}

/** `span` without what is equal at its two ends; the beginning takes first what could belong to either. */
export function withoutCommonEnds(flows: Flows, span: Span): Span {
  const rest = shrink(span, commonPrefixBytes(flows, span), 0)
  return shrink(rest, 0, commonSuffixBytes(flows, rest))
}

function sameBlock({ sent, heard }: Flows, sentAt: number, heardAt: number): boolean {
  return sent.compare(heard, heardAt, heardAt + BLOCK_BYTES, sentAt, sentAt + BLOCK_BYTES) === 0
}
