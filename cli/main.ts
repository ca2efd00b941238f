#!/usr/bin/env node
/**
 * The command `pathproof`. The one door to commander; each command is a file of its own, loaded when it is called.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { releaseName } from '../src/control/release.ts'
import { parseLifeMs, parsePort, parsePorts } from './arguments.ts'
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
  .option(
    '--expires <time>',
    'how long the pairing code is good: 90s, 30m, 2h, 1d',
    asOption(parseLifeMs),
    parseLifeMs('2h'),
  )
  .option('--profile <profile>', 'the ports that may be tested: a built-in profile, or a file (default: mail-hoster)')
  .option('--allow-ports <ports>', 'ports that may be tested besides those of the profile', asOption(parsePorts), [])
  .addOption(new Option('--with-stdin', 'end when stdin ends').hideHelp())
  .addOption(new Option('--stay', 'keep the rights of root, on loopback').hideHelp())
  .addHelpText('after', '\nExample:\n  pathproof responder --expires 4h')
  .action(async options => (await import('./responder-command.ts')).responderCommand(options))

program
  .command('check')
  .description('Runs outside: tests the path to the responder, both ways, and says what was changed.')
  .argument('[host]', 'the mail server (default: the addresses in the pairing code)')
  .option('--profile <profile>', 'the ports that must work: a built-in profile, or a file (default: mail-hoster)')
  .option('--smtp <ports>', 'instead of a profile: ports that must carry SMTP', asOption(parsePorts))
  .option('--tcp <ports>', 'instead of a profile: ports that must carry any bytes', asOption(parsePorts))
  .addOption(new Option('--only <direction>', 'one direction, as the server sees it').choices(['incoming', 'outgoing']))
  .option('--code <->', 'read the pairing code from stdin')
  .option('--code-file <file>', 'read the pairing code from a file')
  .option('--json <file>', 'write the report as JSON (- for stdout, instead of the text)')
  .addOption(
    new Option('--fail-on <severity>', 'what makes the exit status 1').choices(['fault', 'warning']).default('fault'),
  )
  .option('--tapes <folder>', 'write every tape of both ends, as JSON Lines and for eyes')
  .addOption(new Option('--rows <json>', 'rows of a profile').hideHelp())
  .addHelpText(
    'after',
    [
      '',
      'The pairing code is taken from PATHPROOF_CODE, --code-file or --code -, else asked for.',
      'Ports below 1024 can be tested outgoing (from the server) only as root or with CAP_NET_BIND_SERVICE.',
      '',
      'Exit status: 0 intact, 1 a fault was proved, 2 the check could not be done, 3 no fault, but not all was tested.',
      '',
      'Examples:',
      '  pathproof check mail.example.com',
      '  pathproof check mail.example.com --profile next-version.yaml',
      '  pathproof check mail.example.com --smtp 25,587 --json report.json',
      '  pathproof check mail.example.com --only incoming --code-file code.txt',
    ].join('\n'),
  )
  .action(async (host, options) => (await import('./check-command.ts')).checkCommand(host, options))

program
  .command('demo')
  .description('Shows it on this machine: responder, middlebox and client, on loopback, without privileges.')
  .option('--middlebox <name>', 'which emulated device stands between (default: none, then asa-esmtp)')
  .option('--list', 'list the emulated devices')
  .option('--json <file>', 'write the report as JSON (- for stdout, instead of the text)')
  .addOption(
    new Option('--fail-on <severity>', 'what makes the exit status 1').choices(['fault', 'warning']).default('fault'),
  )
  .option('--tapes <folder>', 'write every tape of both ends, as JSON Lines and for eyes')
  .addOption(new Option('--seed <number>', 'seed of the device').argParser(asOption(parseSeed)).default(1).hideHelp())
  .addHelpText('after', '\nExamples:\n  pathproof demo\n  pathproof demo --middlebox starttls-strip')
  .action(async options => (await import('./demo-command.ts')).demoCommand(options))

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
  .description('Says what changes for a firewall between two profiles. Exit status 0: nothing, 1: something.')
  .argument('<from>', 'a built-in profile, or a file')
  .argument('<to>', 'a built-in profile, or a file')
  .addHelpText('after', '\nExample:\n  pathproof profile diff mail-hoster next-version.yaml')
  .action(async (from, to) => (await import('./profile-command.ts')).profileDiffCommand(from, to))

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
