/* Presses in the largest window on the screen as an operator's program does it.
 *
 *   press.exe send X Y    SendInput: a press and a release at this place of the screen
 *   press.exe post X Y    the same as messages that are posted to the window
 *   press.exe key         SendInput of Return
 */
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

static HWND window;
static long largest;

static BOOL CALLBACK look(HWND candidate, LPARAM unused)
{
    RECT area;
    (void)unused;
    if (IsWindowVisible(candidate) && GetClientRect(candidate, &area)) {
        long size = area.right * area.bottom;
        if (size > largest && GetWindowTextLengthW(candidate) > 0) {
            largest = size;
            window = candidate;
        }
    }
    return TRUE;
}

static int send_mouse(DWORD flags)
{
    INPUT input = {.type = INPUT_MOUSE};
    input.mi.dwFlags = flags;
    return SendInput(1, &input, sizeof input) == 1;
}

static int send_key(DWORD flags)
{
    INPUT input = {.type = INPUT_KEYBOARD};
    input.ki.wVk = VK_RETURN;
    input.ki.dwFlags = flags;
    return SendInput(1, &input, sizeof input) == 1;
}

int wmain(int count, wchar_t **words)
{
    POINT place;
    LPARAM where;
    int done = 0;
    EnumWindows(look, 0);
    if (count < 2 || !window)
        return 2;
    if (!wcscmp(words[1], L"key")) {
        done = send_key(0);
        Sleep(100);
        return done && send_key(KEYEVENTF_KEYUP) ? 0 : 1;
    }
    if (count < 4)
        return 2;
    place.x = _wtoi(words[2]);
    place.y = _wtoi(words[3]);
    if (!wcscmp(words[1], L"send")) {
        done = SetCursorPos(place.x, place.y);
        Sleep(300);
        done = done && send_mouse(MOUSEEVENTF_LEFTDOWN);
        Sleep(100);
        done = done && send_mouse(MOUSEEVENTF_LEFTUP);
    } else if (!wcscmp(words[1], L"post")) {
        ScreenToClient(window, &place);
        where = MAKELPARAM(place.x, place.y);
        done = PostMessageW(window, WM_MOUSEMOVE, 0, where);
        Sleep(300);
        done = done && PostMessageW(window, WM_LBUTTONDOWN, MK_LBUTTON, where);
        Sleep(100);
        done = done && PostMessageW(window, WM_LBUTTONUP, 0, where);
    }
    return done ? 0 : 1;
}
