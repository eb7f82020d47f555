/* Stands in for the guard while it is removed: notes what lies around it at that moment, and answers with the exit
   code that stands in C:\guard-answers. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    wchar_t own[MAX_PATH];
    GetModuleFileNameW(NULL, own, MAX_PATH);
    wchar_t *end = wcsrchr(own, L'\\');
    if (end == NULL) return 9;
    wcscpy(end + 1, L"*");
    FILE *log = _wfopen(L"C:\\guard-saw", L"a");
    FILE *answer = _wfopen(L"C:\\guard-answers", L"r");
    if (log == NULL || answer == NULL) return 9;
    fprintf(log, "asked:");
    for (int at = 1; at < count; at++) fprintf(log, " %ls", words[at]);
    fprintf(log, "\n");
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(own, &found);
    if (search != INVALID_HANDLE_VALUE) {
        do fprintf(log, "beside: %ls\n", found.cFileName);
        while (FindNextFileW(search, &found));
        FindClose(search);
    }
    HKEY key;
    LSTATUS there = RegOpenKeyExW(HKEY_LOCAL_MACHINE,
        L"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Kyukyubako", 0, KEY_READ | KEY_WOW64_64KEY, &key);
    fprintf(log, "entry: %s\n", there == ERROR_SUCCESS ? "there" : "gone");
    fclose(log);
    int code = 9;
    return fscanf(answer, "%d", &code) == 1 ? code : 9;
}
