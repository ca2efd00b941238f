/** Verdicts on rulesets of common firewalls, as the tools print them. */
import assert from 'node:assert/strict'
import { inputChain, judge, read } from './packets.ts'
import { docker, fail2ban, firewalld, ufwListed, ufwSaved } from './typical.ts'

describe('the verdict of a firewall', () => {
  describe('firewalld', () => {
    const facts = read(['nft', firewalld])

    it('lets open services through, over IPv6 too although it checks the way back', () => {
      assert.equal(judge(facts), 'passes')
      assert.equal(judge(facts, { family: 6 }), 'passes')
      assert.equal(judge(facts, { transport: 'icmp', port: 0, family: 6 }), 'passes')
    })

    it('rejects the rest', () => {
      const rule = 'rejects table inet firewalld, chain filter_INPUT: reject with icmpx admin-prohibited'
      assert.equal(judge(facts, { port: 465 }), rule)
      assert.equal(judge(facts, { transport: 'udp', port: 25 }), rule)
    })

    it('decides by interface', () => {
      const drop = /^drops .*chain filter_INPUT_ZONES: iifname vmap \{ eth0 : goto filter_IN_public, eth1 : drop \}$/
      assert.match(judge(facts, { interface: 'eth1' }), drop)
      assert.match(judge(facts, { interface: null }), /^unknown it depends on more than the packet/)
    })

    it('has no say in what goes out', () => {
      assert.equal(judge(facts, { hook: 'output' }), 'passes')
    })
  })

  it('fail2ban: only the banned address, and only its ports', () => {
    const facts = read(['nft', fail2ban])
    assert.equal(
      judge(facts),
      'rejects table inet f2b-table, chain f2b-chain: tcp dport { 25, 465, 587 } ip saddr @addr-set-postfix reject with icmp port-unreachable',
    )
    assert.equal(judge(facts, { source: '192.0.2.8' }), 'passes')
    assert.equal(judge(facts, { port: 22 }), 'passes')
    assert.equal(judge(facts, { family: 6 }), 'passes')
  })

  it('docker: a published port leads out of sight', () => {
    const facts = read(['nft', docker])
    assert.match(
      judge(facts),
      /^unknown .*table ip nat, chain DOCKER: iifname != "docker0" tcp dport 25 dnat to 172.17.0.2:25$/,
    )
    assert.equal(judge(facts, { port: 26 }), 'passes')
    assert.equal(judge(facts, { family: 6 }), 'passes')
    assert.equal(judge(facts, { hook: 'output' }), 'passes')
  })

  describe('ufw on iptables-nft', () => {
    const facts = read(['nft', ufwListed], ['iptables', ufwSaved])

    it('is judged by what iptables says of it', () => {
      assert.equal(judge(facts), 'passes')
      assert.equal(judge(facts, { port: 26 }), 'drops table ip filter, chain INPUT: policy drop')
      assert.equal(judge(facts, { transport: 'icmp', port: 0 }), 'passes')
      assert.equal(
        judge(facts, { port: 113 }),
        'rejects table ip filter, chain ufw-reject-input: -A ufw-reject-input -p tcp -m tcp --dport 113 -j REJECT --reject-with tcp-reset',
      )
    })

    it('does not know whether a limit of connections was reached', () => {
      assert.match(judge(facts, { port: 22 }), /^unknown it depends on more than the packet: .* --update --seconds 30/)
    })

    it('without what iptables says is unknown where an extension may decide, and only there', () => {
      const listed = read(['nft', ufwListed])
      assert.match(judge(listed), /^unknown .*xt match conntrack accept$/)
      assert.equal(judge(listed, { family: 6 }), 'passes')
    })
  })

  it('not readable is unknown, and says why', () => {
    assert.equal(
      judge({ state: 'not-readable', why: 'it needs root', how: 'be root' }),
      'unknown the rules are not readable: it needs root',
    )
  })

  it('text that is none of nft is unknown', () => {
    for (const text of ['', '{"nftables"', '[]', '{"nftables": []}']) {
      assert.match(judge(read(['nft', text])), /^unknown nft printed/)
    }
    assert.match(judge(read(['iptables', '*filter\n-A NOWHERE -j DROP'])), /^unknown iptables-save printed a line/)
  })

  it('no rules let everything through', () => {
    assert.equal(judge(read()), 'passes')
    assert.equal(judge(read(['nft', '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}'])), 'passes')
    assert.equal(judge(read(['nft', inputChain('accept', [])])), 'passes')
  })
})
