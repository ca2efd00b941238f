import { bytesOf, concat } from '../bytes.ts'
import type { Probe, ProbeContext } from './probe.ts'

/**
 * Bytes of data in each echo request: what `ping` sends first, then small ones, what fits 1280 and 1500 (with the headers
 * of IPv6 and of IPv4) and what tunnels leave of it, and what goes in two and in three fragments.
 */
const sizes = [56, 16, 512, 1180, 1372, 1400, 1452, 1472, 1480, 2048, 4096]

/** What devices may take for something else, before the noise: zeros, ones, line ends. */
const patterns = concat([new Uint8Array(16), new Uint8Array(16).fill(0xff), bytesOf('\r\n\r\n\n\r')])

/** Begins with the session's own word, by which the hearer knows it, and with bytes that nobody can guess. */
function ping({ nonce, random, key }: ProbeContext, size: number): Uint8Array {
  const mark = concat([bytesOf(nonce), key(`ping ${size}`, 16), bytesOf(' PATHPROOF '), patterns])
  return size <= mark.length ? mark.subarray(0, size) : concat([mark, random.bytes(size - mark.length)])
}

/** The kernel at the far end answers; both ends see what arrives. */
export const icmpEcho: Probe = {
  name: 'icmp-echo',
  shows: 'Whether echo requests of all sizes and their replies arrive unchanged.',
  transports: ['icmp'],
  protocols: 'any',
  parts: ['silent'],
  converse: context => ({ pings: sizes.map(size => ping(context, size)) }),
}
