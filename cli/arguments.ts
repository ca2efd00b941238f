/**
 * Arguments of the command line as values. Wrong ones give a UsageError that says what is expected.
 */
import { UsageError } from './exit.ts'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const LONGEST_LIFE_MS = 30 * 86_400_000

/** A port, 1 to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65535) throw new UsageError(`'${text}' is no port; a port is a number from 1 to 65535`)
  return port
}

/** Ports with commas between, each once, in order of naming. */
export function parsePorts(text: string): number[] {
  return [...new Set(text.split(',').map(part => parsePort(part.trim())))]
}

/** A time with its unit, in milliseconds. */
export function parseLifeMs(text: string): number {
  const found = /^(\d{1,6})([smhd])$/.exec(text)
  const lifeMs = Number(found?.[1] ?? 0) * (units[found?.[2] ?? ''] ?? 0)
  if (lifeMs <= 0) throw new UsageError(`'${text}' is no time; write a number and its unit: 90s, 30m, 2h, 1d`)
  if (lifeMs > LONGEST_LIFE_MS)
    throw new UsageError(`'${text}' is too long; a pairing code is good for 30 days at most`)
  return lifeMs
}
