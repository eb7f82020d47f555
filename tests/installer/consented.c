/* consented.exe PROGRAM [ARGUMENTS in one word]: runs PROGRAM as an administrator, as after the consent dialog, and ends
   with its exit code. */
#include <windows.h>
#include <shellapi.h>

int wmain(int count, wchar_t **words) {
    SHELLEXECUTEINFOW run = { .cbSize = sizeof run, .fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC, .lpVerb = L"runas",
        .lpFile = count > 1 ? words[1] : NULL, .lpParameters = count > 2 ? words[2] : NULL, .nShow = SW_SHOWNORMAL };
    DWORD code = 0;
    if (!ShellExecuteExW(&run) || run.hProcess == NULL) return 99;
    if (WaitForSingleObject(run.hProcess, 300000) != WAIT_OBJECT_0) return 98;
    return GetExitCodeProcess(run.hProcess, &code) ? (int)code : 97;
}
