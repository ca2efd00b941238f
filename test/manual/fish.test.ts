import assert from 'node:assert/strict'
import { fishScript } from '../../src/manual/fish.ts'
import { placesOf } from '../../src/manual/offers.ts'
import { example, known } from './example.ts'
import { feed, inFolderWith, isInstalled } from './shells.ts'

const script = fishScript('tool', placesOf(example, known))

/** What fish offers for a line, in a folder with some files. */
function offered(line: string): readonly string[] {
  return inFolderWith(['report.json', 'mx-notes'], folder => {
    const { stdout, stderr } = feed('fish', ['--no-config', '-c', `${script}\ncomplete -C '${line}'`], '', folder)
    assert.equal(stderr, '')
    return stdout
      .split('\n')
      .filter(found => found !== '')
      .map(found => found.split('\t')[0] ?? '')
      .sort()
  })
}

describe('manual/fish', () => {
  it('has a line for each thing that can stand somewhere', () => {
    const has = (line: string) => assert.ok(script.includes(`\ncomplete -c tool ${line}\n`), line)
    has('-f')
    has(`-n '__tool_at \\'\\'' -a 'list' -d 'Does list.'`)
    has(`-n '__tool_at \\'run\\'' -l only -x -a 'incoming outgoing' -d 'about --only'`)
    has(`-n '__tool_at \\'run\\'' -l profile -r -F -a 'mail-hoster mx' -d 'about --profile'`)
    has(`-n '__tool_at \\'run\\'' -s o -l output -r -F -d 'about --output'`)
    has(`-n '__tool_at \\'run\\'' -l tapes -x -a '(__fish_complete_directories)' -d 'about --tapes'`)
    has(`-n '__tool_at \\'run\\'' -l quiet -d 'about --quiet'`)
    has(`-n '__tool_at \\'list join\\'' -F`)
    assert.doesNotMatch(script, /secret/)
  })

  it('lets marks in a description stand for themselves', () => {
    assert.ok(script.includes(`-a 'run' -d 'Runs: [once] or it\\'s "twice".'`))
  })

  it('completes what a user types', function () {
    if (!isInstalled('fish')) this.skip()
    assert.deepEqual(offered('tool '), ['list', 'run', 'speak'])
    assert.deepEqual(offered('tool list '), ['join', 'show'])
    assert.deepEqual(offered('tool run --only '), ['incoming', 'outgoing'])
    assert.deepEqual(offered('tool run --only=o'), ['--only=outgoing'])
    assert.deepEqual(offered('tool run --o'), ['--only', '--output'])
    assert.deepEqual(offered('tool run --profile m'), ['mail-hoster', 'mx', 'mx-notes'])
    assert.deepEqual(offered('tool list join rep'), ['report.json'])
    assert.deepEqual(offered('tool speak '), ['bash', 'zsh'])
    assert.deepEqual(offered('tool run --box none --qu'), ['--quiet'])
  })
})
