/**
 * Network firewalls and mail gateways that greet in their own words (FACTS N8 to N26). Each pattern stands for whole
 * lines that no mail server says by itself; whether the far end said them is checked by whoever applies the rule.
 */
import { gatewayAnswers } from './gateway-answers.ts'
import { greetings, nmap, type Rule, replies } from './rule.ts'

const replySide = 'answerer-to-dialer'

/** Their banner in the place of the server's. */
const banners: readonly Rule[] = [
  {
    device: 'Check Point FireWall-1',
    feature: 'SMTP Security Server',
    does: 'Greets as `CheckPoint FireWall-1 secure SMTP server`.',
    flow: replySide,
    fact: 'N8',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 CheckPoint FireWall-1 secure E?SMTP server\r?\n/ },
    remedy: 'Check Point: use a rule without an SMTP resource for this server.',
    sources: `${nmap} l.3139`,
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy',
    does: 'Greets with `F-Secure/fsigk_smtp/` and its version.',
    flow: replySide,
    fact: 'N15',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 \S+ F-Secure\/fsigk_smtp\/\d+\// },
    remedy: 'F-Secure: let mail to this server bypass the gatekeeper.',
    sources: `${nmap} l.3451`,
  },
  {
    device: 'Sophos XG/UTM',
    feature: 'SMTP proxy, banner',
    does: 'Greets by its SMTP host name, which is `Sophos` unless it is set.',
    flow: replySide,
    fact: 'N17',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220[ -]Sophos(?=[ \r\n])/ },
    remedy: 'Sophos: no scan of SMTP in the firewall rule; UTM: the skip list of the transparent mode.',
    sources: 'docs.sophos.com 21.0 GeneralSettings; Sophos UTM 9.707 administration guide',
  },
  {
    device: 'Symantec gateway (Raptor, SGS, SEF)',
    feature: 'SMTP proxy',
    does: 'Greets as `Generic SMTP handler`, and has no help and no mail service in words of its own.',
    flow: replySide,
    fact: 'N20',
    mark: 'V',
    covers: [...greetings, ...replies],
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^220 \S+ Generic SMTP handler\r?\n|^554 \S+ \S+ No mail service\r?\n/,
      companion: /^214 Help not supported by this implementation\r?\n/,
    },
    remedy: 'Symantec: switch the SMTP proxy off for this server.',
    sources: `${nmap} l.13547, l.3444`,
  },
  {
    device: 'Trend Micro InterScan',
    feature: 'SMTP proxy',
    does: 'Greets in a line of its own before that of the server.',
    flow: replySide,
    fact: 'N21',
    mark: 'V',
    covers: greetings,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^220[- ](?:InterScan Version \S+ .*Ready|TrendMicro IMSS SMTP proxy)/,
    },
    remedy: 'Trend Micro: let mail to this server bypass InterScan.',
    sources: `${nmap} l.3152-3156, l.3478`,
  },
  {
    device: 'McAfee WebShield',
    feature: 'SMTP proxy',
    does: 'Greets with `WebShield`, `SCM` or `EWSA` and `/SMTP Ready`.',
    flow: replySide,
    fact: 'N22',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 ?\S+ (?:WebShield\S*|SCM\d+|EWSA\w+)\/SMTP Ready\.?/ },
    remedy: 'McAfee: let mail to this server bypass the gateway.',
    sources: `${nmap} l.3163, l.3460-3461, l.3473`,
  },
  {
    device: 'PGP Universal',
    feature: 'mail proxy',
    does: 'Quotes the greeting of the server in its own.',
    flow: replySide,
    fact: 'N23',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220[- ].*\(proxied server greeted us with: / },
    remedy: 'PGP Universal: let mail to this server bypass the proxy.',
    sources: `${nmap} l.3061`,
  },
  {
    device: 'Port 25 block of an access network',
    feature: 'answers in place of every server',
    does: 'Answers every connection with `452 syntax error (connecting)`.',
    flow: replySide,
    fact: 'N26',
    mark: 'V',
    covers: [...greetings, ...replies],
    proof: { kind: 'text', in: 'words', pattern: /^(?:452 syntax error \(connecting\)\r?\n)+/ },
    remedy: 'Use port 465 or 587 from this network, or run from another one.',
    sources: `${nmap} l.3495`,
  },
]

export const gatewayRules: readonly Rule[] = [...banners, ...gatewayAnswers]
