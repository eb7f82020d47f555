/* window.exe says TEXT    0 when a window that is shown, or a part of it, says TEXT
   window.exe press TITLE  presses the button that goes on in every window whose title begins so, and prints what it says
   window.exe hold FILE    holds a file for a minute, which nobody else can open then
   window.exe held FILE    0 when somebody holds it */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static const wchar_t *wanted;
static int found;

static BOOL CALLBACK says(HWND window, LPARAM below) {
    wchar_t text[4096];
    DWORD_PTR length = 0;
    if (below || IsWindowVisible(window)) {
        if (SendMessageTimeoutW(window, WM_GETTEXT, 4095, (LPARAM)text, SMTO_ABORTIFHUNG, 2000, &length) && length < 4096) {
            text[length] = 0;
            if (wcsstr(text, wanted)) found = 1;
        }
        if (!below) EnumChildWindows(window, says, 1);
    }
    return TRUE;
}

static BOOL CALLBACK print(HWND window, LPARAM unused) {
    wchar_t text[2048];
    char bytes[8192];
    DWORD_PTR length = 0;
    (void)unused;
    if (IsWindowVisible(window) && SendMessageTimeoutW(window, WM_GETTEXT, 2047, (LPARAM)text, SMTO_ABORTIFHUNG, 2000, &length) && length < 2048) {
        int count = WideCharToMultiByte(CP_UTF8, 0, text, (int)length, bytes, 8191, NULL, NULL);
        bytes[count] = 0;
        puts(bytes);
    }
    return TRUE;
}

static BOOL CALLBACK press(HWND window, LPARAM unused) {
    wchar_t title[256];
    (void)unused;
    if (!IsWindowVisible(window) || !IsWindowEnabled(window) || GetWindowTextW(window, title, 256) == 0 ||
        wcsncmp(title, wanted, wcslen(wanted)) != 0)
        return TRUE;
    /* A message with one button may call it by either name; where set-up was broken off only "cancel" is left. */
    HWND button = GetDlgItem(window, IDOK);
    if (button == NULL || !IsWindowEnabled(button)) button = GetDlgItem(window, IDCANCEL);
    if (button != NULL && IsWindowEnabled(button) && IsWindowVisible(button)) {
        EnumChildWindows(window, print, 0);
        found = PostMessageW(button, BM_CLICK, 0, 0);
    }
    return TRUE;
}

int wmain(int count, wchar_t **words) {
    if (count < 3) return 2;
    wanted = words[2];
    if (wcscmp(words[1], L"says") == 0) EnumWindows(says, 0);
    else if (wcscmp(words[1], L"press") == 0) EnumWindows(press, 0);
    else if (wcscmp(words[1], L"hold") == 0) {
        found = CreateFileW(wanted, GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0, NULL) != INVALID_HANDLE_VALUE;
        if (found) Sleep(60000);
    } else if (wcscmp(words[1], L"held") == 0)
        found = CreateFileW(wanted, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE &&
            GetLastError() == ERROR_SHARING_VIOLATION;
    return found ? 0 : 1;
}
