/**
 * Network firewalls and mail gateways that leave their own words (FACTS N4 to N26). Each pattern stands for whole
 * lines that no mail server says by itself; whether the far end said them is checked by whoever applies the rule.
 */
import type { FindingId } from '../finding.ts'
import { greetings, type Rule } from './rule.ts'

/** A reply that the device speaks by itself. */
const replies: readonly FindingId[] = ['smtp.reply.added', 'smtp.reply.rewritten']

const nmap = 'nmap-service-probes'

export const gatewayRules: readonly Rule[] = [
  {
    device: 'Palo Alto Networks firewall',
    feature: 'antivirus or WildFire profile on smtp',
    fact: 'N4',
    mark: 'V',
    covers: [...replies, 'smtp.starttls.refused'],
    proof: { kind: 'text', in: 'words', pattern: /^541 5\.4\.1 Content blocked by Palo Alto Networks Firewall\r?\n/ },
    remedy: 'Antivirus profile: set the action of the decoder smtp to `alert` or `allow`.',
    sources: 'blog.webernetz.net/2014/08/28; proxyadvices.wordpress.com/2015/04/07',
  },
  {
    device: 'Juniper SRX',
    feature: 'antispam',
    fact: 'N6',
    mark: 'V',
    covers: replies,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^554 Transaction failed due to anti spam setting\r?\n/,
      companion: /^550 Requested action not taken: mailbox unavailable\r?\n/,
    },
    remedy: 'Remove the UTM policy from the security policy for mail.',
    sources: 'juniper.net topic-44480',
  },
  {
    device: 'Juniper SRX',
    feature: 'antivirus',
    fact: 'N7',
    mark: 'V',
    covers: ['smtp.data.rewritten'],
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /Your mail \S+ ?: ?\d+ .*contains contaminated file .* with virus .*, so it is dropped\./,
    },
    remedy: 'Remove the UTM policy from the security policy for mail.',
    sources: 'juniper.net topic-44515',
  },
  {
    device: 'Check Point FireWall-1',
    feature: 'SMTP Security Server',
    fact: 'N8',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 CheckPoint FireWall-1 secure E?SMTP server\r?\n/ },
    remedy: 'Use a rule without an SMTP resource for this server.',
    sources: `${nmap} l.3139`,
  },
  {
    device: 'WatchGuard',
    feature: 'SMTP proxy',
    fact: 'N12',
    mark: 'V',
    covers: replies,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^214-Commands:\r\n214-\tDATA\tRCPT\tMAIL\tQUIT\tRSET\r\n214 \tHELO\tVRFY\tEXPN\tHELP\tNOOP\r\n/,
    },
    remedy: 'Replace the SMTP-proxy by a TCP packet filter, or allow all ESMTP extensions and headers in it.',
    sources: `${nmap} l.13650`,
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy',
    fact: 'N15',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 \S+ F-Secure\/fsigk_smtp\/\d+\// },
    remedy: 'Let mail to this server bypass the gatekeeper.',
    sources: `${nmap} l.3451`,
  },
  {
    device: 'Symantec gateway (Raptor, SGS, SEF)',
    feature: 'SMTP proxy',
    fact: 'N20',
    mark: 'V',
    covers: [...greetings, ...replies],
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^220 \S+ Generic SMTP handler\r?\n/,
      companion: /^214 Help not supported by this implementation\r?\n/,
    },
    remedy: 'Switch the SMTP proxy off for this server.',
    sources: `${nmap} l.13547, l.3444`,
  },
  {
    device: 'Trend Micro InterScan',
    feature: 'SMTP proxy',
    fact: 'N21',
    mark: 'V',
    covers: greetings,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^220[- ](?:InterScan Version \S+ .*Ready|TrendMicro IMSS SMTP proxy)/,
    },
    remedy: 'Let mail to this server bypass InterScan.',
    sources: `${nmap} l.3152-3156, l.3478`,
  },
  {
    device: 'McAfee WebShield',
    feature: 'SMTP proxy',
    fact: 'N22',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 ?\S+ (?:WebShield\S*|SCM\d+|EWSA\w+)\/SMTP Ready\.?/ },
    remedy: 'Let mail to this server bypass the gateway.',
    sources: `${nmap} l.3163, l.3460-3461, l.3473`,
  },
  {
    device: 'PGP Universal',
    feature: 'mail proxy',
    fact: 'N23',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220[- ].*\(proxied server greeted us with: / },
    remedy: 'Let mail to this server bypass the proxy.',
    sources: `${nmap} l.3061`,
  },
  {
    device: 'Port 25 block of an access network',
    feature: 'answers in place of every server',
    fact: 'N26',
    mark: 'V',
    covers: [...greetings, ...replies],
    proof: { kind: 'text', in: 'words', pattern: /^(?:452 syntax error \(connecting\)\r?\n)+/ },
    remedy: 'Use port 465 or 587 from this network, or run from another one.',
    sources: `${nmap} l.3495`,
  },
]
