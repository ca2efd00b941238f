import type { Probe } from './probe.ts'
import { dialog, exchange, onSmtp } from './smtp.ts'

/** The keywords that mail servers offer (IANA mail parameters, and the private ones of FACTS section 3, number 10). */
export const keywords = [
  'PIPELINING',
  'SIZE 52428800',
  'VRFY',
  'ETRN',
  'EXPN',
  'HELP',
  'STARTTLS',
  'AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI XOAUTH2 SCRAM-SHA-256',
  'ENHANCEDSTATUSCODES',
  '8BITMIME',
  'DSN',
  'SMTPUTF8',
  'CHUNKING',
  'BINARYMIME',
  'DELIVERBY 240',
  'MT-PRIORITY MIXER',
  'REQUIRETLS',
  'LIMITS RCPTMAX=100',
  'ATRN',
  'BURL imap',
  'NO-SOLICITING',
  'CHECKPOINT',
  'PRDR',
  'XCLIENT NAME ADDR PORT',
  'XFORWARD NAME ADDR',
  'X-LINK2STATE',
  'XEXCH50',
  'X-ANONYMOUSTLS',
]

/** A superset of what servers offer in a seeded order, with a keyword that no device can know. */
export const smtpEhlo: Probe = {
  ...onSmtp,
  name: 'smtp-ehlo',
  shows: 'Whether every capability that the server offers arrives, in its place.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const offered = random.shuffle([...keywords, `X${random.word(7)} ${random.word(4).toLowerCase()}`])
    return dialog(context, offered, exchange(`NOOP ${nonce}`, `250 2.0.0 ok ${nonce}`))
  },
}
