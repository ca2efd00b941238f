/**
 * Short names for kinds of findings, for places with little room; the sentence of a finding for those that have none.
 */
import { kindText } from '../report/letter-words.ts'
import type { ReportFinding } from '../report/report.ts'

type Id = ReportFinding['id']

const short: Partial<Readonly<Record<Id, string>>> = {
  'smtp.greeting.masked': 'SMTP greeting overwritten',
  'smtp.greeting.rewritten': 'SMTP greeting replaced',
  'smtp.greeting.line-added': 'Line added to the SMTP greeting',
  'smtp.greeting.line-removed': 'Line of the SMTP greeting removed',
  'smtp.ehlo.keyword-masked': 'EHLO keywords overwritten',
  'smtp.ehlo.keyword-removed': 'EHLO keywords removed',
  'smtp.ehlo.keyword-added': 'EHLO keywords added',
  'smtp.ehlo.reordered': 'EHLO lines in another order',
  'smtp.ehlo.rewritten': 'EHLO reply changed',
  'smtp.starttls.masked': 'STARTTLS overwritten',
  'smtp.starttls.removed': 'STARTTLS removed',
  'smtp.starttls.refused': 'STARTTLS refused on the way',
  'smtp.command.masked': 'SMTP commands overwritten',
  'smtp.command.rewritten': 'SMTP commands replaced',
  'smtp.command.removed': 'SMTP commands removed',
  'smtp.command.added': 'SMTP commands added',
  'smtp.reply.rewritten': 'SMTP replies replaced',
  'smtp.reply.removed': 'SMTP replies removed',
  'smtp.reply.added': 'SMTP replies added',
  'smtp.data.header-added': 'Headers added to a message',
  'smtp.data.header-removed': 'Headers of a message removed',
  'smtp.data.rewritten': 'Message changed',
  'tcp.payload.altered': 'TCP bytes changed',
  'tcp.cut': 'Connection ended on the way',
  'tcp.reset': 'Connection reset on the way',
  'tcp.stalled': 'Connection fell silent',
  'tcp.intercepted': 'Connection answered on the way',
  'tcp.lost': 'Connections lost',
  'tcp.lost-out': 'Connections lost on the way there',
  'tcp.lost-back': 'Answers lost on the way back',
  'tls.intercepted': 'TLS opened on the way',
  'tls.failed': 'TLS handshake changed',
  'udp.payload.altered': 'Datagrams changed',
  'udp.lost': 'Datagrams lost',
  'udp.lost-out': 'Datagrams lost on the way there',
  'udp.lost-back': 'Answers to datagrams lost on the way back',
  'icmp.payload.altered': 'Ping changed',
  'icmp.lost': 'Ping lost',
  'icmp.lost-out': 'Ping lost on the way there',
  'icmp.lost-back': 'Answers to ping lost on the way back',
  'path.black-hole': 'Large packets vanish',
  'path.connection-limit': 'Connections limited',
  'host.firewall': 'Stopped by the firewall of the host',
  'nat.source-differs': 'Another source address than the server’s',
  'nat.source-varies': 'Changing source addresses',
}

/** The name of a kind of finding. */
export function titleOf(id: Id): string {
  return short[id] ?? kindText(id)
}
