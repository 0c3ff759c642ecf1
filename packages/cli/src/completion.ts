/** `stile completion`: the script that lets a shell complete what is typed, made of the commands as they are declared. */

import { print } from "./terminal.ts";

export type Shell = "bash" | "zsh" | "fish";

/** A command as far as completing it goes. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Long flags, `--json`, with what they mean. */
  readonly options: readonly { readonly flag: string; readonly description: string }[];
  /** Commands below this one: `keys create`. */
  readonly commands: readonly CompletedCommand[];
}

export function printCompletion(shell: Shell, commands: readonly CompletedCommand[]): number {
  print(completionScript(shell, commands));
  return 0;
}

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case "bash":
      return bashScript(commands);
    case "zsh":
      return zshScript(commands);
    case "fish":
      return fishScript(commands);
  }
}

const names = (commands: readonly CompletedCommand[]) => commands.map(({ name }) => name).join(" ");
const flags = ({ options }: CompletedCommand) => options.map(({ flag }) => flag).join(" ");

/** Files are completed wherever neither a command nor a flag is due. */
function bashScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) =>
    command.commands.length === 0
      ? `    ${command.name}) flags="${flags(command)}" ;;`
      : [
          `    ${command.name})`,
          `      if [ "$COMP_CWORD" -eq 2 ]; then names="${names(command.commands)}"; fi`,
          '      case "${COMP_WORDS[2]}" in',
          ...command.commands.map((below) => `        ${below.name}) flags="${flags(below)}" ;;`),
          "      esac ;;",
        ].join("\n"),
  );
  return `# To use it: source <(stile completion bash)
_stile() {
  local current="\${COMP_WORDS[COMP_CWORD]}" names="" flags=""
  if [ "$COMP_CWORD" -eq 1 ]; then names="${names(commands)}"; fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$names" -- "$current")) ;;
  esac
}
complete -o default -F _stile stile`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  const described = (pairs: readonly (readonly [word: string, description: string])[]) =>
    pairs.map(([word, description]) => quoted(`${word.replaceAll(":", "\\:")}:${description}`)).join(" ");
  const commandList = (all: readonly CompletedCommand[]) => described(all.map(({ name, description }) => [name, description]));
  const flagList = ({ options }: CompletedCommand) => described(options.map(({ flag, description }) => [flag, description]));
  const cases = commands.map((command) =>
    command.commands.length === 0
      ? `    ${command.name}) flags=(${flagList(command)}) ;;`
      : [
          `    ${command.name})`,
          `      (( CURRENT == 3 )) && names=(${commandList(command.commands)})`,
          '      case "$words[3]" in',
          ...command.commands.map((below) => `        ${below.name}) flags=(${flagList(below)}) ;;`),
          "      esac ;;",
        ].join("\n"),
  );
  return `#compdef stile
# To use it: source <(stile completion zsh)
_stile() {
  local -a names flags
  (( CURRENT == 2 )) && names=(${commandList(commands)})
  case "$words[2]" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then _describe 'option' flags
  elif (( $#names )); then _describe 'command' names
  else _files
  fi
}
compdef _stile stile`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = ["# To use it: stile completion fish | source"];
  const flagLines = (condition: string, { options }: CompletedCommand) =>
    options.map(({ flag, description }) => `complete -c stile -n ${quoted(condition)} -l ${flag.slice(2)} -d ${quoted(description)}`);
  for (const command of commands) {
    lines.push(`complete -c stile -n __fish_use_subcommand -f -a ${command.name} -d ${quoted(command.description)}`);
    lines.push(...flagLines(`__fish_seen_subcommand_from ${command.name}`, command));
    for (const below of command.commands) {
      const inside = `__fish_seen_subcommand_from ${command.name}; and not __fish_seen_subcommand_from ${names(command.commands)}`;
      lines.push(`complete -c stile -n ${quoted(inside)} -f -a ${below.name} -d ${quoted(below.description)}`);
      lines.push(...flagLines(`__fish_seen_subcommand_from ${command.name}; and __fish_seen_subcommand_from ${below.name}`, below));
    }
  }
  return lines.join("\n");
}

/** In single quotes as all three shells read them: what would end them is left out. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "")}'`;
}
