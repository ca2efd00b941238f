import assert from 'node:assert/strict'
import { firewallNotes, sshLines } from '../../src/report/hosts.ts'
import { row } from './examples.ts'
import { dropped, troubled, withHosts } from './hoster.ts'

const lost = troubled([4], it => (it.port === 25 ? dropped(it) : null))
const clean = troubled([4], () => null)

describe('report/hosts: the hosts’ own firewalls', () => {
  it('says when the rules were read, if something was lost', () => {
    assert.deepEqual(firewallNotes(withHosts(lost, 'read', [])), [
      'firewall of the mail server itself: its rules were read at 2026-11-24T03:19:58.000Z (nft)',
    ])
  })

  it('says why they are not readable, and what makes them so', () => {
    assert.deepEqual(firewallNotes(withHosts(lost, 'not-readable', [])), [
      'firewall of the mail server itself: its rules are not readable (not root), so it may be the one that stops it; to have them read: start the responder with sudo',
    ])
  })

  it('says once what is true of both', () => {
    const report = withHosts(lost, 'not-readable', [])
    const both = { ...report, run: { ...report.run, client: report.run.responder } }
    assert.match(firewallNotes(both).join('|'), /^firewalls of both hosts: its rules are not readable[^|]*$/)
  })

  it('says nothing when nothing was lost or refused, or nobody was asked', () => {
    assert.deepEqual(firewallNotes(withHosts(clean, 'not-readable', [])), [])
    assert.deepEqual(firewallNotes(lost), [])
    assert.deepEqual(firewallNotes({ ...lost, run: { ...lost.run, responder: null, client: null } }), [])
  })
})

describe('report/hosts: whom SSH must admit', () => {
  it('lists the addresses of hosts.allow', () => {
    assert.deepEqual(sshLines(withHosts(clean, 'read', ['192.0.2.1', 'ALL']), 200), [
      'An external firewall must also admit to SSH (from /etc/hosts.allow of the mail server): 192.0.2.1, ALL (every address)',
    ])
  })

  it('says nothing without incoming SSH in the plan, or without such a list', () => {
    const admits = withHosts(clean, 'read', ['192.0.2.1'])
    const others = [row(), row({ direction: 'outgoing', port: 22 }), row({ transport: 'udp', port: 22 })]
    assert.deepEqual(sshLines({ ...admits, ports: others }, 80), [])
    assert.deepEqual(sshLines(withHosts(clean, 'read', []), 80), [])
    assert.deepEqual(sshLines(clean, 80), [])
  })

  it('takes six lines at most, and says how many more there are', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `192.0.2.${at % 256}/255.255.255.255`)
    for (const columns of [60, 80, 160]) {
      const lines = sshLines(withHosts(clean, 'read', many), columns)
      assert.ok(lines.length >= 5 && lines.length <= 6, `${lines.length}`)
      assert.ok(lines.every(line => line.length <= columns))
      const [, more] = /and (\d+) more \(all in the JSON\)$/.exec(lines.join(' ').replace(/ +/g, ' ')) ?? []
      assert.equal(lines.join('').split('192.0.2.').length - 1 + Number(more), 1000)
    }
    const [long] = sshLines(withHosts(clean, 'read', ['x'.repeat(5000)]), 60)
    assert.match(long ?? '', /^An external firewall/)
  })
})
