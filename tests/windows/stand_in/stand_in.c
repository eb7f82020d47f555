/* Stands in for a remote-control tool: listens, holds a connection, keeps a pipe of a telling name.
   It controls nothing and ends when its standard input does. With "service" it is a service. */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <string.h>

#define PIPE_NAME L"\\\\.\\pipe\\LogMeInRescue_rarc_r_1"

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop;

static void say(DWORD state) {
    SERVICE_STATUS status = {SERVICE_WIN32_OWN_PROCESS, state, SERVICE_ACCEPT_STOP, NO_ERROR, 0, 0, 0};
    SetServiceStatus(status_handle, &status);
}

static DWORD WINAPI control(DWORD code, DWORD type, void *data, void *context) {
    (void)type, (void)data, (void)context;
    if (code == SERVICE_CONTROL_STOP) SetEvent(stop);
    return NO_ERROR;
}

static void WINAPI service(DWORD count, LPWSTR *arguments) {
    (void)count, (void)arguments;
    stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    status_handle = RegisterServiceCtrlHandlerExW(L"", control, NULL);
    say(SERVICE_RUNNING);
    WaitForSingleObject(stop, INFINITE);
    say(SERVICE_STOPPED);
}

static int tool(void) {
    WSADATA winsock;
    struct sockaddr_in address = {AF_INET, 0, {{{127, 0, 0, 1}}}, {0}};
    int length = sizeof address;
    SOCKET listener, client, accepted;
    HANDLE pipe = CreateNamedPipeW(PIPE_NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_WAIT,
                                   PIPE_UNLIMITED_INSTANCES, 64, 64, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE || WSAStartup(MAKEWORD(2, 2), &winsock)) return 2;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1)) return 3;
    if (getsockname(listener, (struct sockaddr *)&address, &length)) return 4;
    client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&address, length)) return 5;
    accepted = accept(listener, NULL, NULL);
    if (accepted == INVALID_SOCKET) return 6;
    printf("%u\n", ntohs(address.sin_port));
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
}

int main(int count, char **arguments) {
    SERVICE_TABLE_ENTRYW table[] = {{L"", service}, {NULL, NULL}};
    if (count == 2 && !strcmp(arguments[1], "service")) return !StartServiceCtrlDispatcherW(table);
    return tool();
}
