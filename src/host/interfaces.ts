/**
 * The host's interfaces that are up: their addresses as the operating system lists them, and what they carry in one
 * packet (Linux: /sys/class/net). Knows nothing of routes.
 */
import { networkInterfaces } from 'node:os'
import type { Interface } from './facts.ts'
import { readKernelText } from './kernel-text.ts'

/** Every interface that is up and has an address; loopback too. Addresses are without zones. */
export function readInterfaces(): Promise<readonly Interface[]> {
  return Promise.all(
    Object.entries(networkInterfaces()).map(async ([name, addresses]) => ({
      name,
      mtu: parseMtu(await readKernelText(`/sys/class/net/${deviceOf(name)}/mtu`)),
      addresses: (addresses ?? []).map(it => it.address),
    })),
  )
}

/** Bytes; null when the text is no such number. */
export function parseMtu(text: string | null): number | null {
  const found = /^(\d{1,9})\n?$/.exec(text ?? '')
  return found === null ? null : Number(found[1])
}

/** `eth0:1` is a label of an address on `eth0` and no device of its own. */
function deviceOf(name: string): string {
  return name.split(':', 1)[0] ?? name
}
