import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renderMarkdown } from '../../../src/report/formats/markdown.ts'
import type { Report } from '../../../src/report/report.ts'
import { asa, clean, finding, incomplete, row } from '../examples.ts'
import { dropped, troubled, withHosts } from '../hoster.ts'
import { hostileReport } from '../hostile.ts'
import { realReport } from '../real.ts'

/** GitHub takes a comment of this many characters. */
const ticketCharacters = 65_536

/** The lines outside of fenced blocks; fails on a block without an end. */
function outsideOfFences(text: string): readonly string[] {
  let fence: string | null = null
  const outside = text.split('\n').filter(line => {
    const mark = /^ *(`{3,})(text)?$/.exec(line)
    if (fence === null && mark?.[2] === undefined) return true
    if (fence === null) fence = mark?.[1] ?? null
    else if (mark?.[1] === fence && mark[2] === undefined) fence = null
    return false
  })
  assert.equal(fence, null)
  return outside
}

describe('report/formats/markdown', () => {
  it('begins with the verdict, then tells what, where, whose side and what to do', () => {
    const text = renderMarkdown(asa)
    assert.ok(
      text.startsWith(
        [
          '**FAULTY**: traffic was changed on the way: 2 kinds of change on 1 port.',
          '',
          '- **What:** Bytes of the SMTP greeting were overwritten in place. The STARTTLS keyword was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS.',
          '- **Where:** incoming TCP 25 smtp (IPv4)',
          '- **Device:** Cisco ASA, inspect esmtp (proved)',
          '- **Whose side:** not proved; a second run, from another network, can settle it',
          '',
          '## What to do',
          '',
          '- policy-map `global_policy`, class `inspection_default`: no inspect esmtp',
        ].join('\n'),
      ),
      text,
    )
  })

  it('has a table of what is not intact, and one line for what is', () => {
    const text = renderMarkdown(asa)
    assert.match(text, /^\| `x` \| incoming \| TCP \| 25 smtp \| IPv4 \| \*\*ALTERED\*\* \| 2 findings \|$/m)
    assert.match(text, /^Intact, 2 rows: incoming TCP 10045 IPv4; outgoing TCP 25 IPv4\.$/m)
    assert.equal(text.match(/^\|/gm)?.length, 3)
    assert.doesNotMatch(renderMarkdown(clean), /^\|/m)
  })

  it('holds the paragraph for the network’s administrator: ports, directions, addresses, device and commands', () => {
    const text = renderMarkdown(realReport('asa-esmtp')).split("## For the network's administrator")[1] ?? ''
    const words = [
      'Incoming TCP 21747 smtp (IPv4, IPv6)',
      'to 127.0.0.1',
      'Outgoing TCP 29759 smtp',
      'Cisco ASA, inspect esmtp',
    ]
    for (const word of [...words, 'On the device that is named:']) assert.ok(text.includes(word), word)
    assert.match(text, /^ {2,}no inspect esmtp$/m)
    assert.match(text, /^ {3}- Bytes of the SMTP greeting were overwritten in place: the mail server sent /m)
    assert.match(text, /^\s*Both ends ran on one machine/)
  })

  it('says what was not tested and why, what was noted, and which run it was', () => {
    const text = renderMarkdown(incomplete)
    assert.match(text, /^- client behind NAT \(own 10\.0\.0\.7, seen as 198\.51\.100\.4\): outgoing TCP 25 IPv4$/m)
    assert.match(text, /^- only smtp-message: the control channel was cut .*: incoming TCP 25 IPv4$/m)
    assert.match(text, /^- run\.id: `r-7f3a91c2`$/m)
    assert.match(text, /^- family\.IPv6: `not tested: HOST has no IPv6 address`$/m)
    assert.doesNotMatch(text, /For the network's administrator|What to do/)
  })

  it('tells whom to admit to SSH, and what a host does itself', () => {
    const own = troubled([4], it =>
      it.port === 3306 && it.direction === 'incoming'
        ? { id: 'host.firewall', side: 'server-host', verdict: 'refused-by-host' }
        : null,
    )
    const text = renderMarkdown(withHosts(own, 'read', ['192.0.2.1']))
    assert.match(
      text,
      /^Not for the network's administrator: a rule on the mail server's own host stops incoming TCP 3306/m,
    )
    assert.match(text, /admit to SSH .*: 192\.0\.2\.1$/m)
  })

  it('makes no markup of the words of the network', () => {
    const evil = '<script>alert(1)</script> | `x` ```\n# h\n- [a](http://evil.example) @root &lt;'
    const piece = { ...asa.findings[0]?.evidence[0], sent: evil, heard: '````\\n</code>' }
    const report: Report = {
      ...asa,
      run: { ...asa.run, notes: [evil], id: evil },
      ports: [row({ verdict: 'lost', reason: evil, protocol: evil }), row({ port: 2, protocol: evil })],
      findings: [finding({ summary: evil, remedy: evil, evidence: [{ ...finding().evidence[0], ...piece }] as never })],
      untested: [{ ...row(), probe: evil, reason: evil }],
    }
    for (const line of outsideOfFences(renderMarkdown(report))) {
      const outside = line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, 'CODE')
      assert.doesNotMatch(outside, /<|&|@root|http:|\[a\]|`/, line)
      assert.doesNotMatch(line, /^# h/)
    }
  })

  it('keeps tables, fences and control characters in order, whatever the report holds', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const text = renderMarkdown(report)
        assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u)
        for (const line of outsideOfFences(text).filter(it => it.startsWith('| `'))) {
          assert.equal(line.split('|').length, 9, line)
        }
      }),
    )
  })

  it('fits into a ticket, however much was found', () => {
    const many = Array.from({ length: 2000 }, (_, at) =>
      finding({ key: `${at}`, port: 1 + at, summary: `${at} `.repeat(400), remedy: `Do ${at}.`, device: null }),
    )
    const long = [finding({ remedy: `Do:\n${'  line\n'.repeat(500)}` }), ...many.slice(0, 100)]
    outsideOfFences(renderMarkdown({ ...asa, findings: long }))
    for (const report of [
      { ...asa, findings: many },
      { ...asa, findings: long },
      troubled([4, 6], dropped),
      realReport('transparent-proxy'),
    ])
      assert.ok(renderMarkdown(report).length < ticketCharacters, String(renderMarkdown(report).length))
  })
})
