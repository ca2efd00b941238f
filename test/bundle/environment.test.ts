import assert from 'node:assert/strict'
import { type Environments, environmentFiles, maskedEnvironmentFiles } from '../../src/bundle/environment.ts'
import { isBundlePath } from '../../src/bundle/layout.ts'
import { masksFor } from '../../src/redaction/map.ts'
import { silentHost } from '../support/hosts.ts'
import { clientHost, known, own } from './small-run.ts'

const environment = { ...own.environment, hostname: known.clientName }

function filesOf(change: Partial<Environments> = {}, end: 'client' | 'responder' = 'client') {
  const files = environmentFiles(end, { environment, host: clientHost, withHostsAllow: false, ...change })
  for (const { path } of files) assert.ok(isBundlePath(path), path)
  return new Map(files.map(({ path, text }) => [path.replace(`environment/${end}/`, ''), text]))
}

describe('bundle/environment', () => {
  it('tells versions, interfaces and the state of the firewall in one file', () => {
    const told = JSON.parse(filesOf().get('environment.json') ?? '')
    assert.deepEqual(told, {
      ...environment,
      interfaces: clientHost.interfaces,
      firewall: {
        state: 'read',
        at: clientHost.firewall.state === 'read' && clientHost.firewall.at,
        tools: ['nft', 'ip6tables'],
      },
    })
  })

  it('has sockets, routes and each tool with rules as files of their own', () => {
    const files = filesOf()
    assert.deepEqual([...files.keys()].sort(), [
      'environment.json',
      'firewall-nft.json',
      'listening.json',
      'routes.json',
    ])
    assert.deepEqual(JSON.parse(files.get('listening.json') ?? ''), clientHost.listening)
    assert.deepEqual(JSON.parse(files.get('routes.json') ?? ''), clientHost.routes)
    assert.ok([...files.values()].every(text => text.endsWith('\n')))
  })

  it('says null for what could not be read, and why the rules could not', () => {
    const files = filesOf({ host: silentHost, withHostsAllow: true })
    assert.deepEqual([files.get('listening.json'), files.get('routes.json')], ['null\n', 'null\n'])
    assert.deepEqual(JSON.parse(files.get('environment.json') ?? '').firewall, silentHost.firewall)
    assert.equal(files.get('hosts.allow'), '# could not be read\n')
  })

  it('has hosts.allow when it is asked for, also an empty one', () => {
    assert.equal(filesOf({ withHostsAllow: true }).get('hosts.allow'), `sshd: 10.1.1.1\nimapd: ${known.clientAdmits}\n`)
    assert.equal(filesOf({ withHostsAllow: true, host: { ...clientHost, hostsAllow: [] } }).get('hosts.allow'), '')
    assert.equal(filesOf().has('hosts.allow'), false)
  })

  it('stands in the folder of its end', () => {
    assert.ok(filesOf({}, 'responder').has('environment.json'))
  })

  it('is masked in every file, with the same length', () => {
    const addresses = [known.clientAddress, known.clientRule, known.gateway, known.clientAdmits]
    const map = masksFor({ addresses, names: [known.clientName] }, new Uint8Array(32))
    const of = { environment, host: clientHost, withHostsAllow: true }
    const plain = environmentFiles('client', of)
    const masked = maskedEnvironmentFiles('client', of, map)
    assert.deepEqual(
      masked.map(({ path, text }) => [path, text.length]),
      plain.map(({ path, text }) => [path, text.length]),
    )
    const all = masked.map(({ text }) => text).join('')
    for (const { value, mask } of map) assert.deepEqual([all.includes(value), all.includes(mask)], [false, true], value)
  })

  it('strikes out the name of a host that is a single word', () => {
    const of = { environment: { ...environment, hostname: 'Server7' }, host: silentHost, withHostsAllow: false }
    const [file] = maskedEnvironmentFiles('client', of, [])
    assert.equal(JSON.parse(file?.text ?? '').hostname, 'Xxxxxx0')
  })

  it('masks the name of a host once', () => {
    const [one, two] = ['alpha.corp-mail.de', 'gamma.corp-mail.de']
    const swap = [
      { kind: 'name', value: one, mask: two },
      { kind: 'name', value: two, mask: one },
    ] as const
    const of = { environment: { ...environment, hostname: one }, host: silentHost, withHostsAllow: false }
    const [file] = maskedEnvironmentFiles('client', of, swap)
    assert.equal(JSON.parse(file?.text ?? '').hostname, two)
  })
})
