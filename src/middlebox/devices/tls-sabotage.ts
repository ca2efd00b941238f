/** A provider that masks the offer of STARTTLS, and lets no TLS come about when it is asked for all the same. */
import type { Device, DeviceContext, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'
import { keywordLines, keywordOf } from '../smtp-edits.ts'
import { smtpRelay } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const tlsSabotage: Device = {
  name: 'tls-sabotage',
  description: 'Masks STARTTLS to XXXXXXXA, and resets both ends when TLS begins nevertheless (FACTS C7, C8, N27).',
  open: sabotaging,
}

function sabotaging({ protocol }: DeviceContext): DeviceSession {
  if (protocol !== 'smtp') return relay()
  let agreed = false
  let broken = false
  const talk = smtpRelay({
    rewrite: item => {
      agreed ||= item.kind === 'reply' && item.to === 'STARTTLS' && item.text.startsWith('220')
      return maskOffer(item)
    },
  })
  return event => {
    if (broken) return []
    broken = agreed && event.kind === 'bytes' && event.from === 'dialer'
    if (!broken) return talk(event)
    return [
      { kind: 'reset', to: 'answerer' },
      { kind: 'reset', to: 'dialer' },
    ]
  }
}

function maskOffer(item: SmtpItem): string {
  if (item.kind !== 'reply' || item.to !== 'EHLO') return item.text
  const { greeting, keywords } = keywordLines(item)
  return [...greeting, ...keywords.map(maskKeyword)].join('')
}

function maskKeyword(line: string): string {
  return keywordOf(line) === 'STARTTLS' ? line.replace(/starttls/i, 'XXXXXXXA') : line
}
