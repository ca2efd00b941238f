/**
 * Arguments of the command line as values. Wrong ones give a UsageError that says what is expected.
 */
import { UsageError } from './exit.ts'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const LONGEST_LIFE_MS = 30 * 86_400_000
const LONGEST_OFFLINE_MS = 86_400_000

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

/** A time to come: a life from now (`30m`), a time of today or tomorrow (`14:30`, local), or an ISO 8601 time. */
export function parseUntil(text: string, now: Date = new Date()): Date {
  const until = untilOf(text, now)
  if (until === null || Number.isNaN(until.getTime()))
    throw new UsageError(`'${text}' is no time; write 30m, 14:30, or 2026-01-31T14:30Z`)
  if (until <= now) throw new UsageError(`'${text}' is over already (${until.toISOString()})`)
  if (until.getTime() - now.getTime() > LONGEST_OFFLINE_MS)
    throw new UsageError(`'${text}' is too far away; ports stay open for a day at most`)
  return until
}

function untilOf(text: string, now: Date): Date | null {
  if (/^\d+[smhd]$/.test(text)) return new Date(now.getTime() + parseLifeMs(text))
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (clock !== null) {
    const today = new Date(now)
    today.setHours(Number(clock[1]), Number(clock[2]), 0, 0)
    return today > now ? today : new Date(today.getTime() + LONGEST_OFFLINE_MS)
  }
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text) : null
}
