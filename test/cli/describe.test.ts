/** The argument parser's own description of a command line, as data. */
import assert from 'node:assert/strict'
import { Argument, Command, Option } from 'commander'
import { describe as described } from '../../cli/describe.ts'
import { textsOf } from '../../src/manual/texts.ts'

const program = new Command('tool').description('Does it.').version('1')
program
  .command('check')
  .description('Checks.')
  .argument('[host]', 'who')
  .option('--json <file>', 'where to')
  .option('-q, --quiet', 'says less')
  .option('--all [number]', 'how many', '3')
  .option('--ports <ports...>', 'which', [])
  .addOption(new Option('--fail-on <severity>', 'when').choices(['fault', 'warning']).default('fault'))
  .addOption(new Option('--for <time>', 'how long').default(7_200_000, '2h'))
  .addOption(new Option('--rows <json>').hideHelp())
const group = program.command('profile').description('Lists.')
group.command('diff').argument('<from>').argument('<others...>')
group.command('show').addArgument(new Argument('<name>', 'which').choices(['a', 'b']))

const tool = described(program)
const [check, profile] = tool.commands

function optionOf(long: string) {
  return check?.options.find(option => option.long === long)
}

describe('cli/describe', () => {
  it('tells of the program and of all that is below it, by name and summary', () => {
    assert.deepEqual([tool.name, tool.summary], ['tool', 'Does it.'])
    assert.deepEqual([check?.name, check?.summary], ['check', 'Checks.'])
    assert.deepEqual(
      profile?.commands.map(({ name }) => name),
      ['diff', 'show'],
    )
  })

  it('adds what is said of a command, by the words that lead to it', () => {
    assert.equal(tool.texts, textsOf(''))
    assert.equal(check?.texts, textsOf('check'))
    assert.equal(profile?.commands[0]?.texts, textsOf('profile diff'))
  })

  it('tells of arguments: whether they must be there, may be many, or are of a list', () => {
    assert.deepEqual(check?.arguments, [
      { name: 'host', description: 'who', required: false, variadic: false, choices: null },
    ])
    const [diff, show] = profile?.commands ?? []
    assert.deepEqual(
      diff?.arguments.map(({ name, required, variadic }) => [name, required, variadic]),
      [
        ['from', true, false],
        ['others', true, true],
      ],
    )
    assert.deepEqual(show?.arguments[0]?.choices, ['a', 'b'])
  })

  it('tells of options what they are called and what they take', () => {
    assert.deepEqual(optionOf('--json'), {
      flags: '--json <file>',
      short: null,
      long: '--json',
      value: 'file',
      description: 'where to',
      choices: null,
      default: null,
      hidden: false,
    })
    assert.deepEqual([optionOf('--quiet')?.short, optionOf('--quiet')?.value], ['-q', null])
    assert.equal(optionOf('--all')?.value, 'number')
    assert.equal(optionOf('--ports')?.value, 'ports')
    assert.deepEqual(optionOf('--fail-on')?.choices, ['fault', 'warning'])
    assert.equal(optionOf('--rows')?.hidden, true)
  })

  it('tells of defaults as a user would type them, and of none where there is nothing to type', () => {
    assert.equal(optionOf('--fail-on')?.default, 'fault')
    assert.equal(optionOf('--for')?.default, '2h')
    assert.equal(optionOf('--all')?.default, '3')
    assert.equal(optionOf('--ports')?.default, null)
    assert.equal(optionOf('--quiet')?.default, null)
  })

  it('has --help with every command, and --version with the program', () => {
    for (const command of [tool, ...tool.commands]) assert.equal(command.options.at(-1)?.long, '--help')
    assert.equal(tool.options[0]?.long, '--version')
  })
})
