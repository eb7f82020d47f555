/* shown.exe TITLE [close | yes]: 0 when a visible window has that title; asks it to close, or presses its "Yes". */
#include <wchar.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    HWND window = count > 1 ? FindWindowW(NULL, words[1]) : NULL;
    if (window == NULL || !IsWindowVisible(window)) return 1;
    if (count > 2 && wcscmp(words[2], L"close") == 0) PostMessageW(window, WM_CLOSE, 0, 0);
    if (count > 2 && wcscmp(words[2], L"yes") == 0) PostMessageW(window, WM_COMMAND, IDYES, 0);
    return 0;
}
