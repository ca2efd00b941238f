/**
 * Messages with everything in them that gateways add to, re-encode, rename, block or replace. Each is text as it goes
 * over the wire, without its end mark; one character is one byte. Knows nothing of envelopes.
 */

const OUTER = 'part-of-a-path-proof'
const INNER = 'signed-part-of-a-path-proof'

/** "Grüße" in UTF-8. */
const UMLAUTS = 'Gr\xc3\xbc\xc3\x9fe'

interface Part {
  readonly header: readonly string[]
  readonly body: string
}

function addresses(nonce: string): string[] {
  return [`From: <${nonce}@client.example>`, `To: <${nonce}@probe.example>`, `X-Nonce: ${nonce}`]
}

function multipart(nonce: string, parts: readonly Part[]): string {
  const header = [
    ...addresses(nonce),
    `Message-ID: <mime-${nonce}@client.example>`,
    'Date: Thu, 01 Jan 2026 00:00:00 +0000',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${OUTER}"`,
  ]
  return `${header.join('\r\n')}\r\n\r\nFor programs without MIME.\r\n${joined(OUTER, parts)}`
}

function joined(boundary: string, parts: readonly Part[]): string {
  const texts = parts.map(({ header, body }) => `--${boundary}\r\n${header.join('\r\n')}\r\n\r\n${body}\r\n`)
  return `${texts.join('')}--${boundary}--`
}

/** No Message-ID and no Date, which some add; odd case, order, white space and folds, doubles, 8-bit, a long list. */
export function oddHeader(nonce: string): string {
  return [
    'Received: from one.example by two.example; Thu, 01 Jan 2026 00:00:00 +0000',
    'Received: from one.example by two.example; Thu, 01 Jan 2026 00:00:00 +0000',
    `sUBJECT:  two spaces, ${UMLAUTS} and a tab\tbefore the end  `,
    'X-Empty:',
    'X-Space: ',
    `X-Tight:${nonce}`,
    `X-Folded: one\r\n two\r\n\tthree`,
    `X-Unfolded: one two three`,
    'X-Space-Before-Colon : one',
    'X-Word: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?R3L832U=?=',
    ...addresses(nonce),
    'DKIM-Signature: v=1; a=rsa-sha256; d=client.example; s=none; h=From:To; bh=AAAA; b=AAAA',
    'X-Nonce: twice',
    '',
  ].join('\r\n')
}

/** What simple and relaxed DKIM tell apart (RFC 6376, 3.4), and 8-bit without a word about it. */
export const whitespace = [
  `${UMLAUTS}  with  doubled   spaces`,
  'trailing spaces   ',
  'trailing tab\t',
  '   ',
  '\t',
  '',
  'from here on empty lines',
  '',
  '',
].join('\r\n')

/** Parts of one message: the same words in each encoding, for whoever decodes and encodes again writes them another way. */
const encodings: readonly Part[] = [
  { header: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], body: UMLAUTS },
  {
    header: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'],
    body: 'Gr=C3=BC=C3=9fe =\r\n=46rom here =20\r\n=2E',
  },
  {
    header: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
    body: 'R3LD\r\nvMOfZQ==',
  },
  {
    header: ['Content-Type: text/html; charset=iso-8859-1'],
    body: '<p>Gr\xfc\xdfe <a href="http://probe.example/">x</a>',
  },
]

/** A signed part, which no byte may be added to (RFC 1847, 2.1). */
function signed(nonce: string): Part {
  const type = 'Content-Type: multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"'
  const parts: readonly Part[] = [
    { header: ['Content-Type: text/plain'], body: `signed ${nonce}  ` },
    {
      header: ['Content-Type: application/pgp-signature; name=signature_.asc'],
      body: '-----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n-----END PGP SIGNATURE-----',
    },
  ]
  return { header: [`${type}; boundary="${INNER}"`], body: joined(INNER, parts) }
}

/** Every encoding, and a signature. */
export function mixed(nonce: string): string {
  return multipart(nonce, [...encodings, signed(nonce)])
}

function attached(type: string, disposition: string, base64: string): Part {
  const header = [
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; ${disposition}`,
  ]
  return { header, body: base64 }
}

/**
 * The first bytes of a program and of a script, an empty archive, and a TNEF without content: harmless, and looked at. The
 * underscores keep file names from passing for names of hosts, which a redacted bundle would hide.
 */
const looked: readonly Part[] = [
  attached('application/octet-stream', "filename*=utf-8''Gr%C3%BC%C3%9Fe_.txt", 'AAAA'),
  attached('application/ms-tnef; name="winmail.dat"', 'filename="winmail.dat"', 'eJ8+IgAA'),
  attached('application/zip', 'filename="empty_.zip"', `UEsFBgAA${'A'.repeat(22)}==`),
  attached('application/x-msdownload', 'filename="setup_.exe"', `TVqQAAMA${'A'.repeat(72)}`),
  attached('text/plain', 'filename="letter_.vbs"', 'cmVt'),
]

/** Round the limit of FACTS C11, characters; the shortest first. */
const fileNameLengths = [254, 255, 256]

/** Attachments that gateways block or replace, and behind them such with long names. */
export function touchy(nonce: string): string {
  const named = fileNameLengths.map(length =>
    attached('application/octet-stream', `filename="${nonce.padEnd(length - 4, 'n')}.txt"`, 'AAAA'),
  )
  return multipart(nonce, [...looked, ...named])
}

/** The second of three pieces of a message (RFC 2046, 5.2.2): nobody can look into it. */
export function partial(nonce: string): string {
  const type = `Content-Type: message/partial; number=2; total=3; id="${nonce}@client.example"`
  return [...addresses(nonce), 'MIME-Version: 1.0', type, '', 'the middle of a message'].join('\r\n')
}
