/**
 * How each finding is proved, in sentences for people. A table over the closed list of ids, so that none can be without
 * its reason. Knows nothing of how the proof is made in code.
 */
import type { FindingId } from './finding.ts'

const bothTapes = 'Both ends wrote down every byte of the conversation; the two records are laid side by side.'
const greeting = `${bothTapes} What the client heard as the greeting is not what the server sent.`
const ehlo = `${bothTapes} The server offers a list of keywords in an order that only the two ends know, one of them invented; the lists are compared line by line.`
const command = `${bothTapes} Every command that was sent is paired with the one that arrived in its place.`
const reply = `${bothTapes} Every reply that was heard is paired with the one that was sent in its place.`
const message = `${bothTapes} The message is compared field by field in its header and line by line in its body.`
const capabilities = `${bothTapes} The server’s list of capabilities, in its greeting and in its answers, is compared word by word.`
const stored = `${bothTapes} The message has as many bytes as its sender says, or ends with a dot; it is compared field by field in its header and line by line in its body.`
const neitherEnd = 'Each end wrote down how the connection ended, and neither of them ended it so.'
const repeated = 'It is asked again, alone on its port; what is not seen again is no more than a warning.'
const listened = 'The far end listened on the port at that time and wrote down all that came; nothing did.'
const hosts = 'What the kernel of the far end counted, and the rules of both hosts’ own firewalls, were read beside it.'
const datagrams =
  'Both ends wrote down every datagram that left and arrived; each is known by its bytes and is sent several times.'
const echoes =
  'The data of every echo request is known at both ends, or the kernel’s counters of the far end tell what came and was answered.'
const sources =
  'The far end wrote down the address and port from which every connection came; they are held against those of the host that sent them.'

/** How it is proved. */
export const provedWords: Readonly<Record<FindingId, string>> = {
  'smtp.greeting.masked': `${greeting} Every line has as many bytes as before.`,
  'smtp.greeting.rewritten': greeting,
  'smtp.greeting.line-added': greeting,
  'smtp.greeting.line-removed': greeting,
  'smtp.ehlo.keyword-masked': ehlo,
  'smtp.ehlo.keyword-removed': ehlo,
  'smtp.ehlo.keyword-added': ehlo,
  'smtp.ehlo.reordered': ehlo,
  'smtp.ehlo.rewritten': ehlo,
  'smtp.starttls.masked': ehlo,
  'smtp.starttls.removed': ehlo,
  'smtp.starttls.refused': `${bothTapes} The client sent STARTTLS and heard an answer; the server never heard STARTTLS, or never said that answer.`,
  'smtp.command.masked': `${command} It has as many bytes as before.`,
  'smtp.command.rewritten': command,
  'smtp.command.removed': command,
  'smtp.command.added': command,
  'smtp.reply.rewritten': reply,
  'smtp.reply.removed': reply,
  'smtp.reply.added': reply,
  'smtp.data.header-added': message,
  'smtp.data.header-removed': message,
  'smtp.data.rewritten': message,
  'imap.greeting.masked': `${greeting} It has as many bytes as before.`,
  'imap.greeting.rewritten': greeting,
  'imap.capability.masked': capabilities,
  'imap.capability.removed': capabilities,
  'imap.capability.added': capabilities,
  'imap.capability.reordered': capabilities,
  'imap.starttls.removed': capabilities,
  'imap.starttls.refused': `${bothTapes} The client sent STARTTLS and heard an answer; the server never heard STARTTLS, or never said that answer.`,
  'imap.command.masked': `${command} It has as many bytes as before.`,
  'imap.command.rewritten': command,
  'imap.command.removed': command,
  'imap.command.added': command,
  'imap.response.rewritten': reply,
  'imap.response.removed': reply,
  'imap.response.added': reply,
  'imap.message.header-added': stored,
  'imap.message.header-removed': stored,
  'imap.message.rewritten': stored,
  'pop3.greeting.masked': `${greeting} It has as many bytes as before.`,
  'pop3.greeting.rewritten': greeting,
  'pop3.capability.masked': capabilities,
  'pop3.capability.removed': capabilities,
  'pop3.capability.added': capabilities,
  'pop3.capability.reordered': capabilities,
  'pop3.starttls.removed': capabilities,
  'pop3.starttls.refused': `${bothTapes} The client sent STLS and heard an answer; the server never heard STLS, or never said that answer.`,
  'pop3.command.masked': `${command} It has as many bytes as before.`,
  'pop3.command.rewritten': command,
  'pop3.command.removed': command,
  'pop3.command.added': command,
  'pop3.response.rewritten': reply,
  'pop3.response.removed': reply,
  'pop3.response.added': reply,
  'pop3.message.header-added': stored,
  'pop3.message.header-removed': stored,
  'pop3.message.rewritten': stored,
  'tcp.payload.altered': `${bothTapes} The bytes differ.`,
  'tcp.cut': 'The hearer got the end of the connection (FIN) at a byte at which the sender had not sent it.',
  'tcp.reset': `${neitherEnd} ${repeated}`,
  'tcp.stalled':
    'Bytes were handed to the kernel of the sender and never reached the hearer, who waited for them. It is a fault only when a patient repeat, alone on its port, falls silent at the same byte.',
  'tcp.intercepted': `The dialer got a connection, or an answer. ${listened}`,
  'tcp.refused-by-path': `The dialer was refused. ${listened} ${hosts}`,
  'tcp.refused-by-host': 'The dialer was refused, and nothing could listen on the port of the far end.',
  'tcp.refused': `The dialer was refused. ${listened} What could not be read of the hosts leaves open who did it.`,
  'tcp.lost': `No answer came to the dialer. ${listened} ${repeated}`,
  'tcp.lost-out': `No answer came to the dialer. ${listened} ${hosts}`,
  'tcp.lost-back':
    'No answer came to the dialer, and the kernel of the far end has the connection as half-open: it did arrive.',
  'udp.payload.altered': `${datagrams} Some arrived with other bytes.`,
  'udp.truncated': `${datagrams} Some arrived as their beginning alone.`,
  'udp.duplicated': `${datagrams} More copies arrived than were sent.`,
  'udp.fragments-lost': `${datagrams} Those that fit one packet arrived, and none that needs fragments.`,
  'udp.source-rewritten': `${datagrams} The answers came from elsewhere.`,
  'udp.intercepted': `An answer came that only the far end could give, or any other. ${listened}`,
  'udp.refused-by-path': `An ICMP message refused it. ${listened} ${hosts}`,
  'udp.refused-by-host': 'An ICMP message refused it, and nothing could listen on the port of the far end.',
  'udp.refused': `An ICMP message refused it. ${listened} What could not be read of the hosts leaves open who did it.`,
  'udp.lost-out': `${datagrams} None arrived.`,
  'udp.lost-back': `${datagrams} They arrived, and none of the answers did.`,
  'udp.lost': `No answer came, in several tries. ${listened}`,
  'icmp.payload.altered': `${echoes} The data differs.`,
  'icmp.duplicated': `${echoes} There are more than were sent.`,
  'icmp.fragments-lost': `${echoes} Those that fit one packet were answered, and none that needs fragments.`,
  'icmp.source-rewritten': `${echoes} The replies came from elsewhere.`,
  'icmp.refused': `${echoes} An ICMP message prohibited it.`,
  'icmp.refused-by-path': `${echoes} An ICMP message prohibited it, and none came to the far end.`,
  'icmp.intercepted': `${echoes} A reply came, and no request had come to the far end.`,
  'icmp.lost-out': `${echoes} None came to the far end.`,
  'icmp.lost-back': `${echoes} They came to the far end, which answered, and no reply arrived.`,
  'icmp.lost': `${echoes} No reply arrived, and what came to the far end is not known.`,
  'path.black-hole':
    'The same bytes were sent in large and in small packets: those in small ones arrived each time, those in large ones never.',
  'tcp.split':
    'The dialer’s connection stood although nobody listened at the far end, and when somebody did, its words came from another ' +
    'source address or port.',
  'path.connection-limit':
    'Connections were opened one by one, and together, until no more came through; earlier and later ones did, to the same port.',
  'host.firewall':
    'The rules of the host’s own firewall were read, and one of them stops it; or its kernel did not let it out.',
  'nat.source-differs': sources,
  'nat.source-varies': sources,
  'nat.present': 'The address that was dialed is none of those of the host that answered.',
  'nat.port-rewritten': sources,
  'host.source-selection': `${sources} The address that was seen is another one of the host’s own.`,
  'tls.intercepted':
    'Both ends took keying material out of their TLS session (RFC 8446, 7.5). It differs, or the certificate does, or only one end began TLS: so there are two sessions, and somebody between holds both.',
  'tls.failed': 'TLS could not be started, and what arrived of the handshake is not what was sent, byte for byte.',
  'path.protocol-enforced': `${bothTapes} Raw bytes did not come through on the port, and the words of its protocol did.`,
  'control.intercepted':
    'The control channel proves its key without any certificate. A certificate came where none is, so somebody else answered.',
}
