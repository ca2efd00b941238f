/** What gateways do to an infected mail in POP3: a DELE that the dialer never said (FACTS N9, N10). Knows no device. */
import type { End } from './mail-box.ts'
import type { Pop3Item, Pop3Rewrite } from './pop3-stream.ts'
import { carriesVirus } from './signatures.ts'

/** Deletes a mail that carries the virus test while it is retrieved, and closes both sides. */
export function deletingInfected(end: End): Pop3Rewrite {
  /** The numbers of the mails that the dialer asked for and has not got. */
  const wanted: string[] = []
  return item => {
    const [number = ''] = wanted
    note(wanted, item)
    if (item.kind !== 'line' || item.to !== 'RETR' || !carriesVirus(item.text)) return item.text
    return end({ dialer: { by: 'fin' }, answerer: { says: `DELE ${number}\r\n`, by: 'fin' } })
  }
}

function note(wanted: string[], item: Pop3Item): void {
  if (item.kind === 'command' && item.verb === 'RETR') wanted.push(item.argument.trim())
  const refused = item.kind === 'status' && /^-ERR/i.test(item.text)
  if ((refused || item.kind === 'end') && item.to === 'RETR') wanted.shift()
}
