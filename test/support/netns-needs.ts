/**
 * Whether this machine can make network namespaces, and what happens where it cannot: the reason is printed and the
 * tests are skipped, but with CI=true they fail, so that no continuous integration is green because it tested nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const tools = ['ip', 'nft', 'ss', 'cc']

/** First thing in the `before` hook of each suite that needs namespaces. */
export function needNamespaces(context: Mocha.Context): void {
  const reason = missingForNamespaces()
  if (reason === null) return
  if (process.env.CI === 'true') throw new Error(`with CI=true these tests must run, but ${reason}`)
  process.stdout.write(`  skipped: ${reason}\n`)
  context.skip()
}

/** Null when all that is needed is here; else what is missing. */
export function missingForNamespaces(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const lacking = tools.filter(tool => spawnSync(tool, ['--version']).error !== undefined)
  if (lacking.length > 0) return `${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} not installed`
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun'
  return tryNamespace()
}

/** Root in a container may still not be allowed to. */
function tryNamespace(): string | null {
  const name = `pathproof-try-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  spawnSync('ip', ['netns', 'del', name])
  return made.status === 0 ? null : `no network namespace can be made: ${made.stderr.trim().split('\n')[0] ?? ''}`
}
