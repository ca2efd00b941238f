/**
 * What is a host name, and which ones stay as they are because they tell nothing: those that are reserved, those of the
 * tool's own conversations, and dotted words that are no names. Pure; knows nothing of masks.
 */

/** RFC 1035, 2.3.4. */
export const MOST_NAME_CHARS = 253

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
const lastLabel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i

/** RFC 2606 and RFC 6761: nobody has them. `.test` is not here, because networks do use it inside. */
const reserved = /(?:^|\.)(?:example|invalid|localhost|localdomain|example\.(?:com|net|org))$/i

/**
 * Whose algorithms every SSH server speaks (RFC 4251, section 6), two files of every Linux host, one of a bundle, and one that
 * Outlook attaches.
 */
const known = ['openssh.com', 'libssh.org', 'hosts.allow', 'hosts.deny', 'summary.md', 'winmail.dat']
/** What is asked of IMAP (RFC 9051, 6.4.5; RFC 3501, 6.4.5): none of the last words is a top-level domain. */
const ofImap =
  'body.peek binary.peek binary.size header.fields header.fields.not rfc822.header rfc822.peek rfc822.size rfc822.text'
const words: ReadonlySet<string> = new Set([...known, ...ofImap.split(' ')])

/** Names of files: none of these is a top-level domain, and what points to a file must still do so. */
const fileName = /\.(?:html|json|jsonl|pcapng|txt|xml|yaml|conf|service|socket)$/i

/** The ids of findings: a name like these would be taken out of reports. None of the last words is a top-level domain. */
const findingId = /^(?:smtp|imap|pop3|tcp|udp|icmp|path|host|nat|tls|control)\.(?:[a-z]+\.)?([a-z-]+)$/
const findingWords: ReadonlySet<string> = new Set(
  (
    'masked rewritten line-added line-removed keyword-masked keyword-removed keyword-added reordered removed refused added ' +
    'header-added header-removed altered cut split reset stalled intercepted refused-by-path refused-by-host lost lost-out lost-back ' +
    'truncated duplicated fragments-lost source-rewritten black-hole connection-limit firewall source-differs source-varies ' +
    'present port-rewritten source-selection failed protocol-enforced'
  ).split(' '),
)

/** A reply code and its hyphen, as they stand before the first word of a reply line (RFC 5321, 4.2.1). */
const afterCode = /^[2-5]\d\d-[a-z]/i

/** Dotted, labels of letters, digits and hyphens, the last one of letters (or of punycode). */
export function isHostName(text: string): boolean {
  const labels = text.split('.')
  if (text.length > MOST_NAME_CHARS || labels.length < 2 || afterCode.test(text)) return false
  return labels.every(it => label.test(it)) && isLastLabel(labels.at(-1) ?? '')
}

/** Parts of the words of protocols, of algorithms and of this tool that have a digit and a hyphen in them. */
const technical =
  /^x-|aes|sha\d|rsa|dsa|nistp|mac-|chacha|25519|diffie|ntru|kyber|kem\d|gcm|cbc|ctr|utf|iso-|8859|ipv\d|tls|ssl|ssh|imap|smtp|pop3|socks|8bit/i
const LEAST_WORD_CHARS = 6

/**
 * A host's name without a dot that can be nothing else, such as `ip-10-0-0-7`: letters, digits and hyphens. Any other
 * single word may stand in a text for something else.
 */
export function isHostWord(text: string): boolean {
  if (!label.test(text) || text.length < LEAST_WORD_CHARS || afterCode.test(text) || technical.test(text)) return false
  return /[a-z]/i.test(text) && /\d/.test(text) && text.includes('-')
}

/** True for what may stand after the last dot of a name. */
export function isLastLabel(text: string): boolean {
  return lastLabel.test(text)
}

/** A dotted word that is never masked. */
export function isSparedName(name: string): boolean {
  return reserved.test(name) || fileName.test(name) || words.has(name.toLowerCase()) || isFindingId(name)
}

/** Also `smtp.greeting.line-added`, which is no name by its form. */
export function isFindingId(text: string): boolean {
  return findingWords.has(findingId.exec(text)?.[1] ?? '')
}
