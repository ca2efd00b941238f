import assert from 'node:assert/strict'
import { findingSections } from '../../../src/report/formats/markdown-findings.ts'
import type { ReportFinding } from '../../../src/report/report.ts'
import { asa, finding } from '../examples.ts'

function text(findings: readonly ReportFinding[]): string {
  return findingSections({ ...asa, findings })
    .flat()
    .join('\n')
}

describe('report/formats/markdown-findings', () => {
  it('shows what, where, how often, sent and heard with marks, the device and the remedy', () => {
    assert.equal(
      `\n${text([finding({ side: 'server-network' })])}\n`,
      String.raw`
### FAULT smtp.starttls.masked: incoming TCP 25 IPv4, seen 3 of 3
The keyword STARTTLS was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS.
~~~text
reply 2, line 3, server to client: 8 bytes replaced
  sent   byte 117  250-STARTTLS\r\n
                       ^^^^^^^^
  heard  byte 117  250-XXXXXXXA\r\n
                       ^^^^^^^^
~~~
- Device: Cisco ASA, inspect esmtp (source: FACTS C7) (proof: transform)
- Side: in the network of the mail server
- Remedy: Ask the administrator of the firewall to let STARTTLS pass, or to switch the inspection off:

  ~~~text
    policy-map global_policy
      class inspection_default
        no inspect esmtp
  ~~~
`.replaceAll('~~~', '```'),
    )
  })

  it('tells a device and a remedy once, and says where the same was found', () => {
    const shown = text([finding(), finding({ port: 587, family: 6 })])
    assert.equal(shown.match(/^### /gm)?.length, 1)
    assert.match(shown, /^The same: incoming TCP 587 IPv6\.$/m)
    const two = text([finding(), finding({ id: 'smtp.greeting.masked' })])
    assert.equal(two.match(/no inspect esmtp/g)?.length, 1)
    assert.match(two, /^- Remedy: as above$/m)
  })

  it('names a device that fits as one that fits', () => {
    const device = { name: 'Example|Proxy', feature: 'filter', proof: 'set', source: 'FACTS N13' } as const
    assert.match(text([finding({ device })]), /^- Fits, not proved: `Example\|Proxy`, filter \(source: FACTS N13\)$/m)
    assert.doesNotMatch(text([finding({ device: null })]), /Device|Fits/)
  })

  it('puts faults first, shows ten in full and names forty', () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      finding({ port: 1000 + at, device: null, summary: `It is ${at}.` }),
    )
    const shown = text([finding({ severity: 'notice' }), ...many])
    assert.equal(shown.match(/^### FAULT/gm)?.length, 10)
    assert.equal(shown.match(/^- FAULT smtp\.starttls\.masked: incoming TCP 10\d\d IPv4, seen 3 of 3$/gm)?.length, 40)
    assert.match(shown, /^- \.\.\. 51 more findings in the JSON report$/m)
  })

  it('counts the places that it leaves out', () => {
    const evidence = [0, 1, 2, 3].flatMap(() => finding().evidence)
    assert.match(text([finding({ evidence })]), /^\.\.\. 2 more places in the JSON report$/m)
  })
})
