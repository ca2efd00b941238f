/**
 * The framing of messages on the control channel: `Content-Length: n`, an empty line, n bytes of UTF-8 JSON (the base
 * protocol of the Language Server Protocol). Pure and bounded: a peer can't make this end hold more than one message of
 * the allowed size. Must not know sockets or what the messages mean.
 */
import { bytesOf, concat, textOf } from '../bytes.ts'
import { ControlError } from './errors.ts'

/** 32 MiB: the tapes of a whole session with its bulk windows fit several times. */
export const maxMessageBytes = 32 * 1024 * 1024

/** Two header fields are known, and neither is long. */
const maxHeaderBytes = 512
const headerEnd = '\r\n\r\n'

/** One message as it crosses the wire. Throws ControlError (`us`) when it is over the limit. */
export function frame(body: Uint8Array, limitBytes = maxMessageBytes): Uint8Array {
  if (body.length > limitBytes) {
    throw new ControlError(`a message of ${body.length} bytes is over the limit of ${limitBytes}`, 'us')
  }
  return concat([bytesOf(`Content-Length: ${body.length}${headerEnd}`), body])
}

/** Takes bytes as they arrive and gives the bodies that are complete. */
export interface Deframer {
  /** Throws ControlError (`peer`) on an endless header, a missing or absurd length. Of no use after that. */
  push(bytes: Uint8Array): Uint8Array[]
  /** True between messages: an end of the stream here cuts nothing off. */
  isBetween(): boolean
}

export function createDeframer(limitBytes = maxMessageBytes): Deframer {
  let head = new Uint8Array(0)
  let parts: Uint8Array[] = []
  /** Bytes of the body that are still to come; null while in a header. */
  let missingBytes: number | null = null

  /** Takes what it can use and returns the rest, or null when it needs more. */
  const takeHeader = (bytes: Uint8Array): Uint8Array | null => {
    const all = head.length === 0 ? bytes : concat([head, bytes])
    const text = textOf(all.subarray(0, maxHeaderBytes))
    const end = text.indexOf(headerEnd)
    if (end < 0 && all.length >= maxHeaderBytes) throw wrong('its header does not end')
    head = end < 0 ? new Uint8Array(all) : new Uint8Array(0)
    if (end < 0) return null
    missingBytes = lengthIn(text.slice(0, end), limitBytes)
    return all.subarray(end + headerEnd.length)
  }
  return {
    push(bytes) {
      const bodies: Uint8Array[] = []
      let rest: Uint8Array | null = bytes
      while (rest !== null && (rest.length > 0 || missingBytes === 0)) {
        if (missingBytes === null) {
          rest = takeHeader(rest)
          continue
        }
        const part: Uint8Array = rest.subarray(0, missingBytes)
        parts.push(part)
        missingBytes -= part.length
        rest = rest.subarray(part.length)
        if (missingBytes > 0) continue
        bodies.push(concat(parts))
        parts = []
        missingBytes = null
      }
      return bodies
    },
    isBetween: () => missingBytes === null && head.length === 0,
  }
}

function lengthIn(header: string, limitBytes: number): number {
  const value = /^content-length:[ \t]*(\d{1,15})[ \t]*$/im.exec(header.replaceAll('\r\n', '\n'))?.[1]
  if (value === undefined) throw wrong('its header gives no Content-Length')
  const lengthBytes = Number(value)
  if (lengthBytes > limitBytes) throw wrong(`its length of ${lengthBytes} bytes is over the limit of ${limitBytes}`)
  return lengthBytes
}

function wrong(what: string): ControlError {
  return new ControlError(`the peer sent a message that can't be read: ${what}`, 'peer')
}
