/** `pathproof profile`: what it prints, and its exit status. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../cli/exit.ts'
import {
  loadProfile,
  profileCheckCommand,
  profileDiffCommand,
  profileListCommand,
  profileShowCommand,
} from '../../cli/profile-command.ts'
import { ProfileError } from '../../src/profile/problem.ts'
import { parseProfile } from '../../src/profile/profile.ts'

const mine = `name: mine
version: 2
source: "a \\e[2J ticket"
rows:
  - {direction: incoming, transport: tcp, ports: 25, protocol: smtp, why: mail from and to other servers}
  - {direction: incoming, transport: tcp, ports: 8443, protocol: https, why: "the new \\e[2J API"}
`

describe('cli/profile-command', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathproof-profile-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  function fileWith(content: string | Uint8Array): string {
    const file = join(folder, 'mine.yaml')
    writeFileSync(file, content)
    return file
  }

  it('lists the built-in profiles', async () => {
    const { stdout, status } = await ran(profileListCommand)
    assert.equal(status, undefined)
    assert.match(
      stdout,
      /^mail-hoster {2}version 1 {2}95 rows {2}.* \(the default\)\nmx .* 2 rows .*\nmail-client .* 5 rows .*\n$/,
    )
  })

  it('shows a profile as a table, or as YAML that is a profile again', async () => {
    const table = await ran(() => profileShowCommand('mail-hoster', {}))
    assert.match(table.stdout, /^mail-hoster, version 1: 95 rows \(TCP 18 incoming and 39 outgoing; UDP 6 incoming/)
    assert.match(table.stdout, /^Outgoing \(from the server\): 70 rows$(?:.|\n)*^ {2}TCP {3}61380-61399 {2}echo /m)
    assert.ok(table.stdout.split('\n').every(line => line.length <= 100))
    const yaml = await ran(() => profileShowCommand('mail-hoster', { yaml: true }))
    assert.equal(parseProfile(yaml.stdout, 'stdout').rows.length, 95)
  })

  it('prints nothing of a file that a terminal would obey', async () => {
    const file = fileWith(mine)
    for (const command of [
      () => profileShowCommand(file, {}),
      () => profileShowCommand(file, { yaml: true }),
      () => profileDiffCommand('mx', file),
    ]) {
      const { stdout } = await ran(command)
      assert.match(stdout, /mine/)
      assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/)
    }
  })

  it('says that a file is good, and how many rows it has', async () => {
    const file = fileWith(mine)
    const { stdout, stderr, status } = await ran(() => profileCheckCommand(file))
    assert.deepEqual(
      [stdout, stderr, status],
      [`${file}: good: 2 rows (TCP 2 incoming and 0 outgoing)\n`, '', undefined],
    )
  })

  it('tells every problem of a file on stderr, with status 2', async () => {
    const file = fileWith(mine.replace('8443', '84430').replace('25', '52-25'))
    for (const command of [() => profileCheckCommand(file), () => profileDiffCommand('mx', file)]) {
      const { stdout, stderr, status } = await ran(command)
      assert.deepEqual([stdout, status], ['', 2])
      assert.deepEqual(stderr.split('\n'), [
        `${file}:5:50: expected the smaller port first: 25-52, found '52-25' (the first of 2 errors)`,
        `${file}:6:50: expected ports from 1 to 65535, found '84430'`,
        '',
      ])
    }
  })

  it('says what changes for a firewall, with the status of diff', async () => {
    const file = fileWith(mine)
    const { stdout, status } = await ran(() => profileDiffCommand('mx', file))
    assert.equal(status, 1)
    assert.match(stdout, /^To open, incoming \(to the server\):\n {2}TCP 8443 \(https\): the new \\x1b\[2J API$/m)
    assert.match(stdout, /^No longer needed, outgoing \(from the server\):\n {2}TCP 25 \(smtp\): mail/m)
    const same = await ran(() => profileDiffCommand('mx', 'mx'))
    assert.equal(same.status, 0)
    assert.match(same.stdout, /^mx, version 1 and mx, version 1 ask for the same 2 rows: nothing to open/)
  })

  it('loads a profile by its name or from a file', async () => {
    assert.equal((await loadProfile('mx')).name, 'mx')
    assert.equal((await loadProfile(fileWith(mine))).rows.length, 2)
    await assert.rejects(loadProfile(fileWith('name: x\n')), ProfileError)
  })

  it('says in one line what is neither a name nor a file', async () => {
    await assert.rejects(loadProfile('mail-hostr'), {
      name: UsageError.name,
      message:
        "'mail-hostr' is neither a built-in profile nor a file (did you mean 'mail-hoster'?); built in are mail-hoster, mx, mail-client; name one of them, or a file",
    })
    await assert.rejects(loadProfile('a\u001b'), /^UsageError: 'a\\x1b' is neither/)
    await assert.rejects(loadProfile(folder), /cannot read the profile .*: EISDIR$/)
  })

  it('reads no more than a profile may have, and text only', async () => {
    await assert.rejects(
      loadProfile('/dev/zero'),
      /^ProfileError: \/dev\/zero:1:1: expected a profile of at most 256 KiB/,
    )
    await assert.rejects(loadProfile(fileWith(Buffer.from('name: \xff', 'latin1'))), /:1:1: expected text in UTF-8/)
    await assert.rejects(loadProfile(fileWith('é'.repeat(140_000))), /at most 256 KiB/)
  })
})

/** What a command prints and leaves behind as exit status; both are put back. */
async function ran(command: () => Promise<void>) {
  const printed = { stdout: '', stderr: '' }
  const { stdout, stderr } = process
  const [writeOut, writeErr, before] = [stdout.write, stderr.write, process.exitCode]
  const catching =
    (name: keyof typeof printed) =>
    (text: string | Uint8Array, ...rest: unknown[]) => {
      printed[name] += text
      for (const then of rest) if (typeof then === 'function') then()
      return true
    }
  process.exitCode = undefined
  stdout.write = catching('stdout')
  stderr.write = catching('stderr')
  try {
    await command()
    return { ...printed, status: process.exitCode }
  } finally {
    stdout.write = writeOut
    stderr.write = writeErr
    process.exitCode = before
  }
}
