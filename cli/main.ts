#!/usr/bin/env node
/**
 * The command `pathproof`. The one door to commander; each command is a file of its own, loaded when it is called. What is
 * said of a command beside its options stands in src/manual/texts.ts.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { releaseName } from '../src/control/release.ts'
import { helpAfter } from '../src/manual/help.ts'
import { parseLifeMs, parsePort, parsePorts, parseUntil } from './arguments.ts'
import { failWith, UsageError } from './exit.ts'

const program = new Command('pathproof')
  .description('Proves, byte for byte, that the network path to a mail server carries what was sent.')
  .version(releaseName)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`pathproof: ${oneLine(text)}\n`) })

program
  .command('responder')
  .description('Runs on the mail server: prints a pairing code and answers the client that has it.')
  .option('--listen <address...>', 'addresses to listen on (default: all)')
  .option(
    '--control <port>',
    'control port (default: 30443, or the first free of 10045 to 10049)',
    asOption(parsePortOrAny),
  )
  .addOption(
    new Option('--expires <time>', 'how long the pairing code is good: 90s, 30m, 2h, 1d')
      .argParser(asOption(parseLifeMs))
      .default(parseLifeMs('2h'), '2h'),
  )
  .option('--profile <profile>', 'the ports that may be tested: a built-in profile, or a file (default: mail-hoster)')
  .option('--allow-ports <ports>', 'ports that may be tested besides those of the profile', asOption(parsePorts), [])
  .option('--tls-cert <file>', "show the server's own certificate in TLS: PEM, its chain behind it; with --tls-key")
  .option('--tls-key <file>', 'the key of --tls-cert: PEM, without a passphrase')
  .option('--offline', 'without a control channel: play with --client by the clock, then merge the two bundles')
  .option(
    '--client <address>',
    "with --offline: the client's address, for which alone ports are opened (or one of each family, with a comma)",
  )
  .option('--until <time>', 'with --offline: until when, as 30m or 14:30 or 2026-01-31T14:30Z', asOption(parseUntil))
  .option(
    '--bundle <file>',
    'with --offline: where this half of the bundle goes (default: pathproof-responder-half.zip)',
  )
  .addOption(new Option('--with-stdin', 'end when stdin ends').hideHelp())
  .addOption(new Option('--stay', 'keep the rights of root, on loopback').hideHelp())
  .action(async options => (await import('./responder-command.ts')).responderCommand(options))

const check = program
  .command('check')
  .description('Runs outside: tests the path to the responder, both ways, and says what was changed.')
  .argument('[host]', 'the mail server (default: the addresses in the pairing code)')
  .option('--profile <profile>', 'the ports that must work: a built-in profile, or a file (default: mail-hoster)')
  .option('--smtp <ports>', 'instead of a profile: ports that must carry SMTP', asOption(parsePorts))
  .option('--tcp <ports>', 'instead of a profile: ports that must carry any bytes', asOption(parsePorts))
  .addOption(new Option('--only <direction>', 'one direction, as the server sees it').choices(['incoming', 'outgoing']))
  .option('--quick', 'leave out what provokes inspection engines one by one: some seconds less, and less is seen')
  .option('--slow', 'ask also what waits for minutes: late greetings, idle connections, large messages; half an hour')
  .option('--signatures', 'send also the harmless test strings of antivirus and antispam programs (EICAR, GTUBE)')
  .option('--code <->', 'read the pairing code from stdin')
  .option('--code-file <file>', 'read the pairing code from a file')
  .option('--bundle <file>', 'write the evidence of both ends into one signed ZIP archive, for a ticket')
  .option('--redact', 'mask addresses and host names in the bundle')
  .option('--hosts-allow', 'take the hosts.allow of both ends into the bundle')
  .option(
    '--offline',
    'without a control channel: play by the clock; --bundle takes this half (default: pathproof-client-half.zip)',
  )
  .option('--tapes <folder>', 'write every tape of both ends, as JSON Lines and for eyes')
  .addOption(new Option('--rows <json>', 'rows of a profile').hideHelp())
  .action(async (host, options) => (await import('./check-command.ts')).checkCommand(host, options))
withPrinting(check).addOption(failOn())

withPrinting(program.command('show'))
  .description('Prints the report of a bundle, or of a report as JSON.')
  .argument('<bundle>', 'a bundle, or a report as JSON')
  .action(async (file, options) => (await import('./bundle-commands.ts')).showCommand(file, options))

withPrinting(program.command('judge'))
  .description('Judges the tapes of a bundle anew, by the rules of this release.')
  .argument('<bundle>', 'a bundle')
  .addOption(failOn())
  .action(async (file, options) => (await import('./bundle-commands.ts')).judgeCommand(file, options))

program
  .command('verify')
  .description('Checks every digest and all signatures of a bundle, and says whose keys they are.')
  .argument('<bundle>', 'a bundle')
  .action(async file => (await import('./bundle-commands.ts')).verifyCommand(file))

withPrinting(program.command('merge'))
  .description('Joins the halves of two ends that had no control channel, and judges them.')
  .argument('<half>', 'the bundle of one end')
  .argument('<other>', 'the bundle of the other end')
  .requiredOption('-o, --output <file>', 'where the whole bundle goes')
  .addOption(failOn())
  .action(async (half, other, options) => (await import('./merge-command.ts')).mergeCommand(half, other, options))

program
  .command('compare')
  .description('Says what became of the faults of one run in a later one: fixed, still there, new.')
  .argument('<before>', 'a bundle, or a report as JSON')
  .argument('<after>', 'a bundle, or a report as JSON')
  .action(async (before, after) => (await import('./compare-command.ts')).compareCommand(before, after))

program
  .command('explain')
  .description('Says what a finding means, how it is proved, which devices do it, and what to ask for.')
  .argument('[topic...]', 'a finding, or a device, whole or in part (default: a list of all)')
  .action(async words => (await import('./explain-command.ts')).explainCommand(words))

const demo = program
  .command('demo')
  .description('Shows it on this machine: responder, middlebox and client, on loopback, without privileges.')
  .option('--middlebox <name>', 'which emulated device stands between (default: none, then asa-esmtp)')
  .option('--list', 'list the emulated devices')
  .option('--quick', 'leave out what provokes inspection engines one by one')
  .option('--slow', 'ask also what waits for minutes')
  .option('--signatures', 'send also the test strings of antivirus and antispam programs')
  .option('--bundle <file>', 'write the evidence of both ends into one signed ZIP archive')
  .option('--redact', 'mask addresses and host names in the bundle')
  .option('--tapes <folder>', 'write every tape of both ends, as JSON Lines and for eyes')
  .addOption(new Option('--seed <number>', 'seed of the device').argParser(asOption(parseSeed)).default(1).hideHelp())
  .action(async options => (await import('./demo-command.ts')).demoCommand(options))
withPrinting(demo).addOption(failOn())

const profile = program.command('profile').description('The lists of ports that must work.')

profile
  .command('list')
  .description('Lists the built-in profiles.')
  .action(async () => (await import('./profile-command.ts')).profileListCommand())
profile
  .command('show')
  .description('Shows a profile: every port, and why it is needed.')
  .argument('<profile>', 'a built-in profile, or a file')
  .option('--yaml', 'as YAML, to begin a file of your own with')
  .action(async (name, options) => (await import('./profile-command.ts')).profileShowCommand(name, options))
profile
  .command('check')
  .description('Says whether a file is a sound profile, and where it is not.')
  .argument('<file>', 'a profile in YAML')
  .action(async file => (await import('./profile-command.ts')).profileCheckCommand(file))
profile
  .command('diff')
  .description('Says what changes for a firewall between two profiles.')
  .argument('<from>', 'a built-in profile, or a file')
  .argument('<to>', 'a built-in profile, or a file')
  .action(async (from, to) => (await import('./profile-command.ts')).profileDiffCommand(from, to))

program
  .command('completion')
  .description('Prints the script that completes command lines in a shell.')
  .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
  .action(async shell => {
    const { describe } = await import('./describe.ts')
    return (await import('./completion-command.ts')).completionCommand(shell, describe(program))
  })
program
  .command('manual')
  .description('Prints the manual page, for man(1).')
  .action(async () => {
    const { describe } = await import('./describe.ts')
    return (await import('./manual-command.ts')).manualCommand(describe(program))
  })

addTexts(program, [])

try {
  await program.parseAsync()
} catch (error) {
  // commander has printed what was wrong; help and version are no errors.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else failWith(error)
}

// Nothing may be left behind a command that is over. Node would wait for ever for TLS over a connection that was called
// off, so the end is not left to it.
process.stdout.write('', () => process.stderr.write('', () => process.exit()))

/** How a report is printed: the same for every command that has one. */
function withPrinting(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'what goes to stdout').choices(['text', 'json', 'markdown', 'junit', 'tap']),
    )
    .option('--json <file>', 'write the report as JSON besides (- for stdout, instead of the text)')
    .option('--quiet', 'no progress, and of the text only its verdict')
    .option('--verbose', 'every session as it ends, every row, and all evidence')
}

function failOn(): Option {
  return new Option('--fail-on <severity>', 'what makes the exit status 1')
    .choices(['fault', 'warning'])
    .default('fault')
}

/** Help says of each command what the manual page says. */
function addTexts(command: Command, path: readonly string[]): void {
  command.addHelpText('after', () => helpAfter(path.join(' ')))
  for (const sub of command.commands) addTexts(sub, [...path, sub.name()])
}

/** What commander says of wrong arguments, as every other error is said. */
function oneLine(text: string): string {
  return `${text
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim()} (pathproof --help tells more)`
}

/** A parser of ours as commander wants it: its error names the option. */
function asOption<T>(parse: (text: string) => T): (text: string) => T {
  return text => {
    try {
      return parse(text)
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error
    }
  }
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`'${text}' is no seed; a seed is a whole number`)
  return Number(text)
}

function parsePortOrAny(text: string): number {
  return text === '0' ? 0 : parsePort(text)
}
