/**
 * Limits the segments of a listener's connections, in both directions: its SYN-ACK announces a small MSS (RFC 9293,
 * 3.7.1). For connections that must come through where large packets vanish. Linux, with koffi; elsewhere nothing is done.
 */
import type { Server } from 'node:net'
import { endianness } from 'node:os'
import { loadKernel } from './kernel.ts'

/** linux/in.h, linux/tcp.h */
const IPPROTO_TCP = 6
const TCP_MAXSEG = 2

/** True when it was done. `bytes`: of payload in one segment. Connections that were accepted before keep theirs. */
export async function limitSegments(server: Server, bytes: number): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const kernel = await loadKernel()
  const fd = (server as Server & { _handle?: { fd?: number } | null })._handle?.fd ?? -1
  if (kernel === null || fd < 0) return false
  const value = new Uint8Array(4)
  new DataView(value.buffer).setUint32(0, bytes, endianness() === 'LE')
  return kernel.setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, value, value.length) === 0
}
