/** The addresses that the server's own hosts.allow admits to SSH are told, because an external firewall must admit them too. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { undoAtEnd } from '../support/netns-cleanup.ts'
import { needPrograms } from '../support/netns-live.ts'
import { sshd } from '../support/netns-live-others.ts'
import { checkBeside, liveRowsOf } from '../support/netns-live-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { reportOf } from '../support/netns-reports.ts'

/** libwrap, on which sshd depends where it reads the file, makes it when it is installed. */
const FILE = '/etc/hosts.allow'
const admitted = '198.51.100.77'

describe('a server whose hosts.allow names who may use SSH', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  let forget: (() => void) | undefined
  before(function () {
    needNamespaces(this)
    needPrograms(this, [sshd])
    if (!existsSync(FILE)) {
      if (process.env.CI === 'true') throw new Error(`with CI=true this test must run, but there is no ${FILE}`)
      process.stdout.write(`  skipped: there is no ${FILE}\n`)
      this.skip()
    }
    world = openRoutedWorld()
    forget = putHostsAllow(world, `sshd: ${admitted}, ${world.server.addresses[4]}\nsshd: ALL\n`)
  })
  after(async () => {
    forget?.()
    await world?.close()
  })

  it('lists those addresses, to the client too', async () => {
    const run = await checkBeside(world, [sshd])
    const { responder } = reportOf(run.outcome).run
    assert.deepEqual(responder?.host?.sshAdmits, [admitted, world.server.addresses[4], 'ALL'])
    assert.match(run.outcome.stdout, new RegExp(admitted.replaceAll('.', '\\.')), run.outcome.stdout)
    assert.deepEqual(liveRowsOf(run), { 'incoming 22/tcp': 'intact captured' }, run.outcome.stdout)
  })
})

/** `ip netns exec` puts files of /etc/netns/NAME over those of /etc for what it starts. Gives what takes it away. */
function putHostsAllow({ server }: RoutedWorld, text: string): () => void {
  const file = `/etc/netns/${server.namespace}/hosts.allow`
  mkdirSync(dirname(file), { recursive: true })
  const forget = undoAtEnd(() => {
    rmSync(dirname(file), { recursive: true, force: true })
    try {
      rmdirSync(dirname(dirname(file)))
    } catch {
      // Others have namespaces with files of their own.
    }
  })
  writeFileSync(file, text)
  return forget
}
