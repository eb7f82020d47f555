/* Runs the command line that it is given and answers with its exit code. Its manifest asks for an administrator, which
   Wine grants without a question: only so do Wine's programs hold an administrator's token. */
#include <windows.h>
#include <wchar.h>

int wmain(void) {
  STARTUPINFOW start = {.cb = sizeof start};
  PROCESS_INFORMATION process = {0};
  DWORD code = 1;
  wchar_t *line = GetCommandLineW();
  /* Past this program's own name. */
  wchar_t end = *line == L'"' ? L'"' : L' ';
  line = wcschr(line + 1, end);
  if (!line) return 2;
  line += 1;
  while (*line == L' ') line++;
  if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) return 3;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
