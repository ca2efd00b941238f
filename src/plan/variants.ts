/**
 * The same question put in another way: on the neutral port, inside TLS, with one letter changed, or in exactly this size.
 * Both ends derive it from the question of the plan, so nobody can make the far end say other words than these. Pure.
 */
import type { Conversation, ProbeContext } from '../probes/probe.ts'
import { sizedDialog, sizeRanges } from '../probes/sized.ts'
import { ehlo, command as smtpCommand, reply as smtpReply } from '../probes/smtp.ts'
import { saysLines } from '../probes/words.ts'
import { prologueOf } from '../script/listener.ts'
import { type Script, type Step, silentScript } from '../script/script.ts'
import type { Direction } from '../tape/tape.ts'
import { nearMissOf } from './near-miss.ts'
import type { FamilyRow, Protocol, Row, Variant } from './session.ts'

/** A variant that the plan does not have. */
export class VariantError extends Error {
  override name = 'VariantError'
}

/**
 * Neutral ports of the hoster's rules, and one that mail programs take where 25 is closed. A device that looks for a
 * protocol by its port does not look there.
 */
const neutralPorts = [10045, 10046, 10047, 10048, 10049, 2525]
/** Below these ports no device expects anything but the protocol that has its name there. */
const FIRST_NEUTRAL = 1024

/**
 * Where the words of a port may be said again, in the order in which they are tried: the run's own rows without a protocol
 * first, because they were seen to carry bytes.
 */
export function comparisonRows(rows: readonly FamilyRow[], direction: Direction, family: FamilyRow['family']) {
  const own = rows.filter(
    row =>
      row.direction === direction &&
      row.family === family &&
      row.transport === 'tcp' &&
      row.protocol === 'echo' &&
      row.port >= FIRST_NEUTRAL,
  )
  // Behind a forwarding that the plan knows of, another port leads elsewhere.
  const isForwarded = rows.some(row => row.direction === direction && row.dialPort !== undefined)
  const isFree = (port: number) => !rows.some(row => row.direction === direction && row.port === port)
  const others = isForwarded ? [] : neutralPorts.filter(isFree)
  return [
    ...own.map(({ port, dialPort }) => ({ port, ...(dialPort === undefined ? {} : { dialPort }) })),
    ...others.map(port => ({ port })),
  ] as readonly Pick<Row, 'port' | 'dialPort'>[]
}

/** The row of a variant: another port for the comparison port, else the question's own. Throws VariantError. */
export function rowOfVariant(row: FamilyRow, variant: Variant, rows: readonly FamilyRow[]): FamilyRow {
  if (variant.kind !== 'comparison-port') return row
  const place = comparisonRows(rows, row.direction, row.family).find(it => it.port === variant.port)
  if (place === undefined) throw new VariantError(`port ${variant.port} is no comparison port of this run`)
  const { dialPort: _, ...rest } = row
  return { ...rest, ...place }
}

/**
 * The words of a variant. `conversation`: those of the question itself. Throws VariantError for what cannot be asked so, and
 * NoLetterError.
 */
export function wordsOfVariant(
  conversation: Conversation,
  variant: Variant,
  { protocol, context }: { readonly protocol: Protocol; readonly context: ProbeContext },
): Conversation {
  if (variant.kind === 'nobody-listens') return { script: silentScript }
  if (variant.kind === 'size') return sized(variant, { protocol, context })
  if (!('script' in conversation)) throw new VariantError('only a script can be asked in another way')
  switch (variant.kind) {
    case 'comparison-port':
      return conversation
    case 'near-miss':
      return { script: nearMissOf(conversation.script, variant) }
    case 'inside-tls':
      return { script: insideTlsOf(conversation.script, protocol, context.nonce) }
  }
}

function sized(
  { measure, value }: Extract<Variant, { kind: 'size' }>,
  { protocol, context }: { readonly protocol: Protocol; readonly context: ProbeContext },
): Conversation {
  const { least, most } = sizeRanges[measure]
  if (protocol !== 'smtp') throw new VariantError(`sizes are asked in SMTP, not in ${protocol}`)
  if (value < least || value > most) throw new VariantError(`${measure} ${value} is not between ${least} and ${most}`)
  return sizedDialog(context, measure, value)
}

const startTls: Step = { kind: 'start-tls' }

type Begin = (nonce: string) => Step[]

/** How TLS is begun in a protocol, the session's nonce in the first words. */
const begins: Readonly<Partial<Record<Protocol, Begin>>> = {
  smtp: nonce => [
    ...ehlo(nonce, ['STARTTLS', '8BITMIME']),
    smtpCommand('STARTTLS', 'STARTTLS'),
    smtpReply('220 2.0.0 go ahead\r\n', '220'),
    startTls,
  ],
  imap: nonce => [
    saysLines('dialer', `${nonce}0 STARTTLS\r\n`),
    saysLines('answerer', `${nonce}0 OK begin TLS now\r\n`),
    startTls,
  ],
  pop3: nonce => [
    saysLines('dialer', `XNONE ${nonce}\r\n`),
    saysLines('answerer', '-ERR not known\r\n'),
    saysLines('dialer', 'STLS\r\n'),
    saysLines('answerer', '+OK begin TLS now\r\n'),
    startTls,
  ],
}

/** True where a protocol can be asked to go on inside TLS. */
export function canStartTls(protocol: Protocol): boolean {
  return begins[protocol] !== undefined
}

/** The greeting and the start of TLS, then all the words again, the greeting among them, up to where TLS would start. */
function insideTlsOf({ steps, endings }: Script, protocol: Protocol, nonce: string): Script {
  const begin = begins[protocol]
  if (begin === undefined) throw new VariantError(`${protocol} has no STARTTLS`)
  const end = steps.findIndex(step => step.kind === 'start-tls')
  const inClear = end < 0 ? steps : steps.slice(0, end)
  return { steps: [...prologueOf({ steps, endings }), ...begin(nonce), ...inClear], endings }
}
