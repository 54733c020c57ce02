/** Starts `lapwing rules lsp` for SML files; the server does the rest. */
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = async () => {
  const [command, ...args] = workspace.getConfiguration('lapwing').get('command');
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  client = new LanguageClient(
    'lapwing',
    'Lapwing rules',
    { command, args: [...args, 'rules', 'lsp'], options: { cwd, shell: process.platform === 'win32' } },
    {
      documentSelector: [{ scheme: 'file', language: 'sml' }],
      synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.{sml,yaml}') },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
