/**
 * The words for what was found: finding ids (a closed list), severities, verdicts, and the shapes that the report
 * prints. Knows nothing of how a finding is reached.
 */
import type { Edit, Flow } from '../diff/edit.ts'
import type { Measure } from '../plan/session.ts'
import type { Direction, Family, Layer, Transport } from '../tape/tape.ts'

/** Every finding there is: id, and what it means in one sentence. Nothing else may be reported. */
export const findingIds = {
  'smtp.greeting.masked': 'Bytes of the SMTP greeting were overwritten in place.',
  'smtp.greeting.rewritten': 'The SMTP greeting was replaced by other words.',
  'smtp.greeting.line-added': 'A line was added to the SMTP greeting.',
  'smtp.greeting.line-removed': 'A line of the SMTP greeting was removed.',
  'smtp.ehlo.keyword-masked': 'A keyword of the EHLO reply was overwritten in place.',
  'smtp.ehlo.keyword-removed': 'A keyword line of the EHLO reply was removed.',
  'smtp.ehlo.keyword-added': 'A keyword line was added to the EHLO reply.',
  'smtp.ehlo.reordered': 'The lines of the EHLO reply came in another order.',
  'smtp.ehlo.rewritten': 'The EHLO reply was changed in another way.',
  'smtp.starttls.masked':
    'The STARTTLS keyword was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS.',
  'smtp.starttls.removed':
    'The STARTTLS keyword was removed from the EHLO reply, so a client that goes by the EHLO reply does not start TLS.',
  'smtp.starttls.refused': 'The STARTTLS command was answered by something on the path and never arrived as sent.',
  'smtp.command.masked': 'An SMTP command was overwritten in place.',
  'smtp.command.rewritten': 'An SMTP command was replaced by other words.',
  'smtp.command.removed': 'An SMTP command never arrived.',
  'smtp.command.added': 'An SMTP command arrived that was never sent.',
  'smtp.reply.rewritten': 'An SMTP reply was replaced by other words.',
  'smtp.reply.removed': 'An SMTP reply never arrived.',
  'smtp.reply.added': 'An SMTP reply arrived that was never sent.',
  'smtp.data.header-added': 'A header was added to a message.',
  'smtp.data.header-removed': 'A header of a message was removed.',
  'smtp.data.rewritten': 'The content of a message was changed.',
  'imap.greeting.masked': 'Bytes of the IMAP greeting were overwritten in place.',
  'imap.greeting.rewritten': 'The IMAP greeting was replaced by other words.',
  'imap.capability.masked': 'A word of the IMAP capabilities was overwritten in place.',
  'imap.capability.removed': 'A word of the IMAP capabilities was removed.',
  'imap.capability.added': 'A word was added to the IMAP capabilities.',
  'imap.capability.reordered': 'The words of the IMAP capabilities came in another order.',
  'imap.starttls.removed':
    'STARTTLS was removed from the IMAP capabilities, or overwritten, so a client that goes by them does not start TLS.',
  'imap.starttls.refused': 'The IMAP command STARTTLS was answered by something on the path and never arrived as sent.',
  'imap.command.masked': 'An IMAP command was overwritten in place.',
  'imap.command.rewritten': 'An IMAP command was replaced by other words.',
  'imap.command.removed': 'An IMAP command never arrived.',
  'imap.command.added': 'An IMAP command arrived that was never sent.',
  'imap.response.rewritten': 'An IMAP response was replaced by other words.',
  'imap.response.removed': 'An IMAP response never arrived.',
  'imap.response.added': 'An IMAP response arrived that was never sent.',
  'imap.message.header-added': 'A header was added to a message that was stored or fetched by IMAP.',
  'imap.message.header-removed': 'A header of a message that was stored or fetched by IMAP was removed.',
  'imap.message.rewritten': 'The content of a message that was stored or fetched by IMAP was changed.',
  'pop3.greeting.masked': 'Bytes of the POP3 greeting were overwritten in place.',
  'pop3.greeting.rewritten': 'The POP3 greeting was replaced by other words.',
  'pop3.capability.masked': 'A line of the POP3 capabilities was overwritten in place.',
  'pop3.capability.removed': 'A line of the POP3 capabilities was removed.',
  'pop3.capability.added': 'A line was added to the POP3 capabilities.',
  'pop3.capability.reordered': 'The lines of the POP3 capabilities came in another order.',
  'pop3.starttls.removed':
    'STLS was removed from the POP3 capabilities, or overwritten, so a client that goes by them does not start TLS.',
  'pop3.starttls.refused': 'The POP3 command STLS was answered by something on the path and never arrived as sent.',
  'pop3.command.masked': 'A POP3 command was overwritten in place.',
  'pop3.command.rewritten': 'A POP3 command was replaced by other words.',
  'pop3.command.removed': 'A POP3 command never arrived.',
  'pop3.command.added': 'A POP3 command arrived that was never sent.',
  'pop3.response.rewritten': 'A POP3 response was replaced by other words.',
  'pop3.response.removed': 'A POP3 response never arrived.',
  'pop3.response.added': 'A POP3 response arrived that was never sent.',
  'pop3.message.header-added': 'A header was added to a message that was fetched by POP3.',
  'pop3.message.header-removed': 'A header of a message that was fetched by POP3 was removed.',
  'pop3.message.rewritten': 'The content of a message that was fetched by POP3 was changed.',
  'tcp.payload.altered': 'Bytes of a TCP conversation were changed.',
  'tcp.cut': 'The path ended the conversation (FIN) before everything had arrived.',
  'tcp.reset': 'The path reset the connection; neither end did.',
  'tcp.stalled': 'Bytes were sent and never arrived, without a reset or an end.',
  'tcp.intercepted': 'Something on the path answered in place of the far end, which never saw the connection.',
  'tcp.split': 'The connection is ended on the path, and a second one made to the far end.',
  'tcp.refused-by-path': 'The path refused the connection although the far end listened and saw nothing.',
  'tcp.refused-by-host': 'The far end’s own host refused the connection.',
  'tcp.refused': 'The connection was refused; by the far end’s host or by the path is not known.',
  'tcp.lost': 'The connection never came to be, and nothing said why.',
  'tcp.lost-out': 'The connection never reached the far end.',
  'tcp.lost-back': 'The connection reached the far end, and the answer was lost.',
  'udp.payload.altered': 'Bytes of a datagram were changed.',
  'udp.truncated': 'Datagrams arrived without their end.',
  'udp.duplicated': 'Datagrams arrived more often than they were sent.',
  'udp.fragments-lost': 'Datagrams that have to be sent in fragments never arrived.',
  'udp.source-rewritten': 'Answers came from another address or port than was asked.',
  'udp.intercepted': 'Something on the path answered in place of the far end, which never heard the datagram.',
  'udp.refused-by-path': 'The path refused the datagram although the far end listened and heard nothing.',
  'udp.refused-by-host': 'The far end’s own host refused the datagram.',
  'udp.refused': 'The datagram was refused; by the far end’s host or by the path is not known.',
  'udp.lost-out': 'Datagrams never reached the far end.',
  'udp.lost-back': 'Datagrams reached the far end, and the answers were lost.',
  'udp.lost': 'No answer came, and nothing said why.',
  'icmp.payload.altered': 'The data of an ICMP echo was changed.',
  'icmp.duplicated': 'ICMP echo requests or replies arrived more often than they were sent.',
  'icmp.fragments-lost': 'ICMP echo that has to be sent in fragments never arrived.',
  'icmp.source-rewritten': 'ICMP echo replies came from another address than was asked.',
  'icmp.refused': 'An ICMP echo was prohibited on the path.',
  'icmp.refused-by-path': 'The path refused the ICMP echo, which the far end never saw.',
  'icmp.intercepted': 'Something on the path answered the ICMP echo, which the far end never saw.',
  'icmp.lost-out': 'ICMP echo requests never reached the far end.',
  'icmp.lost-back': 'ICMP echo requests reached the far end, and the replies were lost.',
  'icmp.lost': 'ICMP echo was not answered, and nothing said why.',
  'path.black-hole': 'Large packets vanish: the path carries less than it says, and sends no message about it.',
  'path.connection-limit': 'The path limits how many connections it lets through.',
  'host.firewall': 'The far end’s own firewall does not let it in.',
  'nat.source-differs': 'The server’s outgoing traffic comes from an address that is not the server’s.',
  'nat.source-varies': 'The server’s outgoing traffic comes from different addresses, depending on port or transport.',
  'nat.present': 'The address of the server is on none of its interfaces: there is NAT before it.',
  'nat.port-rewritten': 'The source port was changed on the way.',
  'host.source-selection': 'The server itself sends from another of its addresses than the one that was dialed.',
  'tls.intercepted': 'TLS was opened on the path: the two ends do not share one TLS session.',
  'tls.failed': 'TLS could not be started, and the bytes of the handshake were changed on the way.',
  'path.protocol-enforced': 'Raw bytes on the port were not let through, while the protocol’s own words were.',
  'control.intercepted': 'Something on the path opens TLS on the control port.',
} as const

export type FindingId = keyof typeof findingIds

export type Severity = 'fault' | 'warning' | 'notice'

export type Side = 'server-host' | 'client-host' | 'server-network' | 'client-network' | 'unknown'

/** The judgement of one row (DESIGN section 3). */
export type RowVerdict =
  | 'intact'
  | 'altered'
  | 'intercepted'
  | 'refused-by-host'
  | 'refused-by-path'
  | 'refused'
  | 'lost-out'
  | 'lost-back'
  | 'lost'
  | 'untested'

/** One place where sent and heard differ, cut out with what stands round it. */
export interface Evidence {
  readonly session: string
  readonly flow: Flow
  readonly layer: Layer
  /** For eyes, such as `reply 2, line 3` or `command 4` or `byte 117`. */
  readonly place: string
  /** The excerpts, escaped: printable ASCII as it is, `\r`, `\n`, `\t`, `\\`, all else `\xHH`. Whole lines where the flow has lines. */
  readonly sent: string
  readonly heard: string
  /** Where the excerpts begin in their flows, bytes. */
  readonly offsets: { readonly sent: number; readonly heard: number }
  /** The edits inside the excerpts, in the flow's own coordinates. Empty for an event (reset, refusal). */
  readonly edits: readonly Edit[]
}

/** A device that is named, and why it may be. */
export interface DeviceProof {
  readonly name: string
  readonly feature: string
  /** `transform`: reproduces every changed byte. `text`: its own words stand where the far end never said them. `set`: what was done is known of it, or the proof is not whole; it fits, others may too. */
  readonly proof: 'transform' | 'text' | 'set'
  /** The FACTS row and the public documents behind it. */
  readonly source: string
  /** Of one that only fits: what would show that it is this one, as a part of a sentence. */
  readonly tell?: string
}

/** What became of the same words asked in other ways after a fault. `same`: the same happened; else they came through. */
export interface Trigger {
  readonly comparisonPort: { readonly port: number; readonly same: boolean } | null
  readonly insideTls: { readonly same: boolean } | null
  /** One letter was another one: `word` was said `as`. */
  readonly nearMiss: { readonly word: string; readonly as: string; readonly same: boolean } | null
}

/** The largest size that came through, and the smallest that did not; one apart where the limit is known exactly. */
export interface SizeLimit {
  readonly measure: Measure
  readonly passes: number
  readonly fails: number
}

export interface Finding {
  /** Stable over runs for the same fault at the same place: id, direction, family, port, flow. */
  readonly key: string
  readonly id: FindingId
  readonly severity: Severity
  readonly direction: Direction
  readonly family: Family
  readonly transport: Transport
  readonly port: number | null
  readonly flow: Flow | null
  readonly probe: string
  /** In how many of the sessions that asked the same question it was seen. */
  readonly seen: { readonly times: number; readonly of: number }
  readonly side: Side
  /** One sentence for the administrator. */
  readonly summary: string
  readonly evidence: readonly Evidence[]
  /** Null: unidentified. */
  readonly device: DeviceProof | null
  /** All devices that fit when none is proved (proof `set`), the first being `device`. */
  readonly fits: readonly DeviceProof[]
  readonly remedy: string
  /** Set when it was asked about in other ways. */
  readonly trigger?: Trigger
  /** Set when sizes decide about it. */
  readonly sizeLimits?: readonly SizeLimit[]
}
